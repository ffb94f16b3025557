package org.davebank.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.davebank.base.MemberId;
import org.davebank.host.GenesisFile;
import org.davebank.host.NodeFile;
import org.davebank.host.Secrets;
import org.davebank.io.FileDisk;
import org.davebank.node.journal.Genesis;
import org.jspecify.annotations.Nullable;

/**
 * The state of a node's folder at its start.
 *
 * @param founds the folder is new and there is no network to join: this node founds one
 * @param genesis the founding record that an agent has left for a node of a new network, else null
 */
record StartFolder(NodeStart start, boolean founds, @Nullable Genesis genesis) {

    /**
     * Reads the folder's state without changing it.
     *
     * @param server only a server founds a network
     * @throws NotStarted if it would found a second network in the data folder
     */
    static StartFolder look(NodeStart start, boolean server) throws IOException {
        boolean fresh = isFresh(start.folder());
        Genesis genesis = fresh ? GenesisFile.read(start.folder()) : null;
        boolean founds = fresh && genesis == null && server && start.join().isEmpty();
        if (founds) {
            refuseSecondNetwork(start);
        }
        return new StartFolder(start, founds, genesis);
    }

    private static boolean isFresh(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return true;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .noneMatch(file ->
                            file.startsWith("journal-") || file.startsWith(FileDisk.SET_ASIDE));
        }
    }

    /** Two networks under one key in one folder could not tell their nodes apart. */
    private static void refuseSecondNetwork(NodeStart start) throws IOException {
        Path data = start.data();
        if (!Files.isDirectory(data)) {
            return;
        }
        try (Stream<Path> folders = Files.list(data)) {
            boolean other =
                    folders.anyMatch(each ->
                            !each.equals(start.folder())
                                    && Files.exists(each.resolve(NodeFile.FILE)));
            if (other) {
                throw new NotStarted(
                        data
                                + " holds a network already: give --join HOST:PORT of one of its"
                                + " nodes, or another --data");
            }
        }
    }

    /**
     * The secrets of the network, created by its founder and known to all other nodes.
     *
     * @throws NotStarted if this node joins and has no key
     */
    Secrets secrets() throws IOException {
        if (start.keyFile() != null) {
            return Secrets.adopt(start.keyFile(), start.data());
        }
        Secrets known = Secrets.load(start.data());
        if (known == null && !founds) {
            throw new NotStarted(
                    "this folder has no cluster.key, without which no node may join: give"
                            + " --key-file with the one that the founder made");
        }
        Secrets made = known == null ? Secrets.loadOrMake(start.data()) : known;
        made.writeCredentials(start.data());
        return made;
    }

    /** The first voter of a network that this node founds. */
    Genesis found(WebSettings web) {
        SecureRandom random = new SecureRandom();
        MemberId self = new MemberId(random.nextLong() | 1);
        return new Genesis(
                random.nextLong() >>> 1,
                web.shards(),
                web.replicas(),
                web.currency(),
                1,
                List.of(new Genesis.Voter(self, start.name())));
    }
}
