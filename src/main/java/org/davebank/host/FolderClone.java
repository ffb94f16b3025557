package org.davebank.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.davebank.base.GroupId;
import org.davebank.base.RandomSource;
import org.davebank.io.FolderLock;
import org.davebank.io.OfflineDisk;
import org.davebank.io.PrivateFiles;
import org.davebank.node.clone.CloneIds;
import org.davebank.node.clone.JournalClone;
import org.davebank.node.journal.Genesis;
import org.davebank.node.wire.NodeRefused;

/**
 * Makes a new network of a copied data folder, in place: new key, token and password, network id
 * and member ids; the books, files and logs unchanged. Nothing may run on the folder meanwhile.
 *
 * <p>First every node's journal is written again, into a new folder next to the old one; then the
 * new ones replace the old. After an interruption the first part starts over, having changed
 * nothing, and the second part continues. In between {@link #refuseHalf} prevents starts on the
 * folder.
 *
 * <pre>
 * clone.key    a clone with this key is being made
 * clone.ready  every NODE/clone is complete and replaces the original
 * </pre>
 */
public final class FolderClone {

    static final String KEY_FILE = "clone.key";
    static final String READY_FILE = "clone.ready";
    private static final String NODE_FOLDER = "clone";
    private static final Pattern SEGMENT = Pattern.compile("journal-[0-9]+\\.log");

    private final Path data;
    private final int segmentBytes;
    private final Progress progress;
    private final RandomSource random = new RandomSource(new SecureRandom().nextLong());

    /** Receives the progress: each journal is read once and each clone once. */
    public interface Progress {
        /** @param bytes read so far, of all nodes together */
        void read(long bytes, long bytesTotal);
    }

    private FolderClone(Path data, int segmentBytes, Progress progress) {
        this.data = data;
        this.segmentBytes = segmentBytes;
        this.progress = progress;
    }

    /**
     * Makes the clone, or finishes an interrupted one.
     *
     * @param segmentBytes of the nodes' journals
     * @return the number of its nodes
     * @throws IOException with one sentence if it fails
     */
    public static int make(Path data, int segmentBytes, Progress progress) throws IOException {
        List<Path> nodes = nodes(data);
        if (nodes.isEmpty() || !Files.exists(data.resolve(Secrets.KEY_FILE))) {
            throw new IOException(data + " holds no network that could be cloned");
        }
        List<FolderLock> locks = new ArrayList<>();
        try {
            lock(data, locks);
            for (Path node : nodes) {
                lock(node, locks);
            }
            new FolderClone(data, segmentBytes, progress).make(nodes);
            return nodes.size();
        } finally {
            for (FolderLock lock : locks) {
                lock.close();
            }
        }
    }

    /** Throws IOException with one sentence if the folder has an unfinished clone. */
    public static void refuseHalf(Path data) throws IOException {
        if (Files.exists(data.resolve(KEY_FILE)) || Files.exists(data.resolve(READY_FILE))) {
            throw new IOException(
                    data + " is a clone that is not finished: up --clone finishes it");
        }
    }

    private static void lock(Path folder, List<FolderLock> locks) throws IOException {
        FolderLock lock = FolderLock.tryLock(folder);
        if (lock == null) {
            throw new IOException("a process works in " + folder + "; stop it before cloning");
        }
        locks.add(lock);
    }

    private static List<Path> nodes(Path data) throws IOException {
        if (!Files.isDirectory(data)) {
            return List.of();
        }
        List<Path> nodes = new ArrayList<>();
        try (Stream<Path> folders = Files.list(data)) {
            for (Path folder : folders.sorted().toList()) {
                if (Files.isDirectory(folder)
                        && (!journal(folder).isEmpty()
                                || Files.exists(folder.resolve(GenesisFile.FILE)))) {
                    nodes.add(folder);
                }
            }
        }
        return nodes;
    }

    /** The segments of a folder in order. */
    private static List<Path> journal(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> isSegment(String.valueOf(file.getFileName())))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isSegment(String file) {
        return SEGMENT.matcher(file).matches();
    }

    private void make(List<Path> nodes) throws IOException {
        if (!Files.exists(data.resolve(READY_FILE))) {
            try {
                write(nodes);
            } catch (IOException | RuntimeException e) {
                abandon(nodes);
                throw e;
            }
            PrivateFiles.createOnce(data.resolve(READY_FILE), new byte[0]);
        }
        for (Path node : nodes) {
            takePlace(node);
        }
        // Without its key a clone is finished except for this file.
        if (Files.exists(data.resolve(KEY_FILE))) {
            Secrets.loadOrMakeIn(data.resolve(KEY_FILE)).takeOver(data);
            forgetProcesses();
            Files.delete(data.resolve(KEY_FILE));
            PrivateFiles.syncFolder(data);
        }
        Files.delete(data.resolve(READY_FILE));
        PrivateFiles.syncFolder(data);
    }

    /** Deletes the files about processes, which are those of the original. */
    private void forgetProcesses() throws IOException {
        Files.deleteIfExists(data.resolve(HostAgent.NETWORK_FILE));
        Files.deleteIfExists(data.resolve(AgentFile.FILE));
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : files.toList()) {
                if (file.toString().endsWith(NodeProcesses.PID_SUFFIX)) {
                    Files.delete(file);
                }
            }
        }
    }

    // Writing

    private void write(List<Path> nodes) throws IOException {
        CloneIds ids = Secrets.loadOrMakeIn(data.resolve(KEY_FILE)).cloneIds();
        long total = 0;
        for (Path node : nodes) {
            total += 2 * journalBytes(node);
        }
        List<JournalClone> copies = new ArrayList<>();
        SortedMap<GroupId, Long> terms = new TreeMap<>();
        long before = 0;
        for (Path node : nodes) {
            Path fresh = node.resolve(NODE_FOLDER);
            deleteFolder(fresh);
            PrivateFiles.makeFolder(fresh);
            JournalClone copy = copy(node, ids, counter(before, total));
            before += journalBytes(node);
            copies.add(copy);
            copy.terms().forEach((group, term) -> terms.merge(group, term, Math::max));
            Genesis genesis = GenesisFile.read(node);
            if (genesis != null) {
                GenesisFile.write(fresh, ids.of(genesis));
            }
            NodeFile file = NodeFile.read(node);
            if (file != null) {
                file.withoutProcess().write(fresh);
            }
        }
        for (int i = 0; i < nodes.size(); i++) {
            seal(copies.get(i), nodes.get(i), terms, counter(before, total));
            before += journalBytes(nodes.get(i));
        }
    }

    private static long journalBytes(Path node) throws IOException {
        long bytes = 0;
        for (Path segment : journal(node)) {
            bytes += Files.size(segment);
        }
        return bytes;
    }

    private LongConsumer counter(long before, long total) {
        return bytes -> progress.read(Math.min(before + bytes, total), total);
    }

    private JournalClone copy(Path node, CloneIds ids, LongConsumer read) throws IOException {
        try (OfflineDisk old = new OfflineDisk(node);
                OfflineDisk made = new OfflineDisk(node.resolve(NODE_FOLDER))) {
            JournalClone copy =
                    JournalClone.copy(
                            old.disk(),
                            made.disk(),
                            segmentBytes,
                            ids,
                            random.fork(),
                            bytes -> {
                                read.accept(bytes);
                                check(made);
                            });
            made.await(copy::synced, copy::isDurable);
            return copy;
        } catch (NodeRefused e) {
            throw new IOException(node + " cannot be cloned: " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw new IOException(node + " could not be cloned: " + e.getMessage(), e);
        }
    }

    /** Restores the folder as it was. */
    private void abandon(List<Path> nodes) throws IOException {
        for (Path node : nodes) {
            deleteFolder(node.resolve(NODE_FOLDER));
        }
        Files.deleteIfExists(data.resolve(KEY_FILE));
    }

    private static void check(OfflineDisk disk) {
        try {
            disk.check();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void seal(
            JournalClone copy, Path node, SortedMap<GroupId, Long> terms, LongConsumer read)
            throws IOException {
        try (OfflineDisk made = new OfflineDisk(node.resolve(NODE_FOLDER))) {
            JournalClone sealed =
                    JournalClone.seal(copy, made.disk(), segmentBytes, terms, random.fork(), read);
            made.await(sealed::synced, sealed::isDurable);
        } catch (NodeRefused e) {
            throw new IOException(node + " could not be cloned: " + e.getMessage(), e);
        }
    }

    // Taking places

    /** Can be repeated after any interruption. */
    private static void takePlace(Path node) throws IOException {
        Path fresh = node.resolve(NODE_FOLDER);
        if (!Files.isDirectory(fresh)) {
            return;
        }
        // The newest segment moves last: until then it shows which of the old ones are obsolete.
        List<Path> segments = journal(fresh);
        if (!segments.isEmpty()) {
            for (Path old : journal(node)) {
                if (old.getFileName().compareTo(segments.getLast().getFileName()) > 0) {
                    Files.delete(old);
                }
            }
            PrivateFiles.syncFolder(node);
        }
        List<Path> moving = new ArrayList<>();
        try (Stream<Path> files = Files.list(fresh)) {
            files.filter(file -> !segments.contains(file)).sorted().forEach(moving::add);
        }
        moving.addAll(segments);
        for (Path file : moving) {
            Files.move(
                    file,
                    node.resolve(file.getFileName()),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
        PrivateFiles.syncFolder(fresh);
        PrivateFiles.syncFolder(node);
        Files.delete(fresh);
    }

    /** Deletes the folder and its files, if it exists. */
    private static void deleteFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
