package org.davebank.process;

import java.nio.file.Path;
import java.util.List;
import org.davebank.base.Address;
import org.davebank.host.Launch;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a node's process.
 *
 * @param host the address at which other nodes reach this one
 * @param port UDP port; 0 means any
 * @param join nodes of the network to join; empty founds one, or resumes from the folder
 * @param keyFile the network's key, if the data folder has none yet
 * @param data the data folder, in which the node has a folder of its name
 * @param supervised whether an agent has started this process
 * @param portGivesWay whether to take the next free port if this one is in use
 * @param launch how an agent starts this program
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

    /** The folder of this node's files. */
    Path folder() {
        return data.resolve(name);
    }
}
