package org.davebank.process;

import java.nio.file.Path;
import java.util.List;
import org.davebank.base.Address;
import org.davebank.host.Launch;
import org.jspecify.annotations.Nullable;

/**
 * What the process of a node is started with.
 *
 * @param host the address by which other nodes reach this one
 * @param port UDP port; 0 means any
 * @param join nodes of the network to join; empty founds one, or resumes with what the folder knows
 * @param keyFile the network's key, where the data folder has none yet
 * @param data the data folder, in which the node has a folder of its name
 * @param supervised an agent has started this process and knows about it
 * @param portGivesWay takes the next free port when this one is in use
 * @param launch how an agent starts this program again
 */
public record NodeStart(
        String host,
        int port,
        String name,
        List<Address> join,
        @Nullable Path keyFile,
        Path data,
        boolean supervised,
        boolean portGivesWay,
        Launch launch) {

    public NodeStart {
        join = List.copyOf(join);
    }

    /** Where this node keeps its own files. */
    Path folder() {
        return data.resolve(name);
    }
}
