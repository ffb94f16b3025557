package org.davebank.io;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.davebank.base.Event;
import org.davebank.base.GroupId;

/**
 * A node's log for people: one line per event, {@code HH:mm:ss.SSS NODE kind text}, in local time.
 *
 * <p>A dedicated thread writes the lines; when it cannot keep up, lines are dropped and their
 * number is logged. A file that reaches {@link #FILE_BYTES_MAX} becomes {@code node.log.1}, and so
 * on up to {@link #FILES_MAX} files in all. Control characters never reach the file. Any thread.
 */
public final class NodeLog implements AutoCloseable {

    public static final String FILE = "node.log";
    public static final long FILE_BYTES_MAX = 2L << 20;
    public static final int FILES_MAX = 3;
    public static final int LINE_CHARACTERS_MAX = 1_000;

    /** Number of lines kept in memory for display. */
    public static final int LINES_KEPT_MAX = 500;

    private static final int QUEUE_LINES_MAX = 2_048;
    private static final int TAIL_BYTES_MAX = 256 << 10;
    private static final long FLUSH_WAIT_MS = 1_000;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT)
                    .withZone(ZoneId.systemDefault());
    private static final String END = "";
    private static final String FLUSH = "\n";

    private final Path folder;
    private final String node;
    private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(QUEUE_LINES_MAX);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;
    private final Object flushed = new Object();
    private long flushesAsked;
    private long flushesDone;
    private final Deque<String> newest = new ArrayDeque<>();
    private FileChannel channel;

    private NodeLog(Path folder, String node, FileChannel channel) {
        this.folder = folder;
        this.node = node;
        this.channel = channel;
        this.thread = new Thread(this::run, "log-" + node);
        this.thread.setDaemon(true);
    }

    /** Continues the log in the node's folder. */
    public static NodeLog open(Path folder, String node) throws IOException {
        PrivateFiles.makeFolder(folder);
        NodeLog log = new NodeLog(folder, node, append(folder.resolve(FILE)));
        tail(folder, LINES_KEPT_MAX).forEach(log::remember);
        log.thread.start();
        return log;
    }

    /** Logs an event. */
    public void write(Event event) {
        write(event.atMs(), kind(event.kind().name()), text(event));
    }

    /** Logs a line that is not an event. It must not contain secrets. */
    public void write(long wallMs, String kind, String text) {
        String line = line(wallMs, node, kind, text);
        remember(line);
        if (!queue.offer(line)) {
            dropped.incrementAndGet();
        }
    }

    private void remember(String line) {
        synchronized (newest) {
            newest.addLast(line);
            if (newest.size() > LINES_KEPT_MAX) {
                newest.removeFirst();
            }
        }
    }

    /** The newest lines, oldest first, without reading the disk. */
    public List<String> newest(int linesMax) {
        synchronized (newest) {
            return newest.stream().skip(Math.max(0, newest.size() - linesMax)).toList();
        }
    }

    /** The text of an event for people, without its time, node and kind. */
    public static String text(Event event) {
        StringBuilder text = new StringBuilder();
        GroupId group = event.group();
        if (group != null) {
            text.append(group);
            if (event.term() > 0) {
                text.append(" term ").append(event.term());
            }
            if (event.index() > 0) {
                text.append(" index ").append(event.index());
            }
            text.append(": ");
        }
        return text.append(event.text()).toString();
    }

    /** The kind in lower case with dashes. */
    public static String kind(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Formats one line of the file, without the line break. */
    public static String line(long wallMs, String node, String kind, String text) {
        String line =
                TIME.format(Instant.ofEpochMilli(wallMs)) + " " + node + " " + kind + " " + text;
        StringBuilder clean = new StringBuilder(Math.min(line.length(), LINE_CHARACTERS_MAX));
        for (int i = 0; i < line.length() && i < LINE_CHARACTERS_MAX; i++) {
            char c = line.charAt(i);
            clean.append(Character.isISOControl(c) ? ' ' : c);
        }
        return clean.toString();
    }

    /** The last lines of the log of the node in this folder, oldest first. */
    public static List<String> tail(Path folder, int linesMax) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return List.of();
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(0, in.length() - TAIL_BYTES_MAX);
            byte[] bytes = new byte[(int) (in.length() - from)];
            in.seek(from);
            in.readFully(bytes);
            List<String> lines =
                    new ArrayList<>(new String(bytes, StandardCharsets.UTF_8).lines().toList());
            if (from > 0 && !lines.isEmpty()) {
                lines.removeFirst(); // It may be incomplete.
            }
            return List.copyOf(lines.subList(Math.max(0, lines.size() - linesMax), lines.size()));
        }
    }

    /** Waits until everything logged so far is in the file. */
    public void flush() {
        try {
            queue.put(FLUSH);
            synchronized (flushed) {
                long wanted = ++flushesAsked;
                while (flushesDone < wanted && thread.isAlive()) {
                    flushed.wait(FLUSH_WAIT_MS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes the queued lines and ends the thread. */
    @Override
    public void close() {
        try {
            queue.put(END);
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            String line = queue.take();
            while (!line.equals(END)) {
                if (line.equals(FLUSH)) {
                    synchronized (flushed) {
                        flushesDone++;
                        flushed.notifyAll();
                    }
                } else {
                    append(line);
                }
                long lost = dropped.getAndSet(0);
                if (lost > 0) {
                    append(line(System.currentTimeMillis(), node, "log", lost + " lines dropped"));
                }
                line = queue.take();
            }
        } catch (IOException e) {
            // A failing log does not stop the node; its disk reports errors separately.
            System.err.println("davebank: the log of " + node + " ended: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            try {
                channel.close();
            } catch (IOException e) {
                // Every line is in the file already.
            }
        }
    }

    private void append(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        if (channel.size() + bytes.remaining() > FILE_BYTES_MAX) {
            rotate();
        }
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private void rotate() throws IOException {
        channel.close();
        for (int i = FILES_MAX - 1; i >= 1; i--) {
            Path older = folder.resolve(FILE + "." + i);
            Path newer = i == 1 ? folder.resolve(FILE) : folder.resolve(FILE + "." + (i - 1));
            if (Files.exists(newer)) {
                Files.move(newer, older, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        channel = append(folder.resolve(FILE));
    }

    private static FileChannel append(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
