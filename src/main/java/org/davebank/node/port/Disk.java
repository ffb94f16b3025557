package org.davebank.node.port;

import java.util.List;
import org.davebank.base.Spill;
import org.davebank.node.Node;

/**
 * The node's folder. {@link #files} and {@link #read} are for the start, before any input; the
 * other methods queue their work in order and never block the loop. Names consist of letters,
 * digits, dot, dash and slash.
 */
public interface Disk {

    /**
     * Identifies this folder: differs in every copy, whether restored in place or made elsewhere.
     * Otherwise the same at every start.
     */
    String identity();

    /** Where the folder is, for people. */
    String place();

    /** Names of all files, sorted. */
    List<String> files();

    /** Reads the whole file. */
    byte[] read(String file);

    /** Extends the file with zeros to at least this length, so that later writes do not grow it. */
    void preallocate(String file, long bytes);

    void write(String file, long offset, byte[] bytes);

    /**
     * Makes the next sync cover this file and its name even if nothing is written to it, because
     * data of an earlier process may be only in the page cache. Does nothing if the file does not
     * exist.
     */
    void include(String file);

    /** Removes a file if it exists; the removal is durable after the next sync. */
    void remove(String file);

    /**
     * Reads a part of a file after everything queued before. Completes with {@link Node#readDone}
     * and this ticket.
     */
    void readPart(String file, long offset, int length, long ticket);

    /** Renames a file atomically; the new name is durable after the next sync. */
    void rename(String from, String to);

    /**
     * Makes everything queued before durable. Completes with {@link Node#synced} and this ticket,
     * or with {@link Node#diskFailed} when the operating system reports any error: a failed sync is
     * never retried.
     */
    void sync(long ticket);

    /**
     * Storage for the node's rarely read bytes. Its methods block, unlike the others here. For the
     * start; each call returns an empty spill and discards the content of the previous one.
     */
    Spill spill();

    /**
     * Moves all files into a new subfolder, which {@link #files} does not list. For the start,
     * before anything is queued; durable when it returns.
     *
     * @return the folder's name, {@code set-aside-1} or the next number
     */
    String setAside();

    /**
     * With less free space a node accepts no more writes and files. What it has accepted still
     * fits, even if several nodes share the disk: the current segment and the next, the pending
     * entries of all its groups, and their copies in the spill.
     */
    long ROOM_BYTES_MIN = 32L << 20;

    /** Explains, after the node's name, why it is full. */
    String FULL = " has less than " + (ROOM_BYTES_MIN >> 20) + " MiB of disk left";

    /**
     * Free space in bytes, measured about a second ago at most; {@link Long#MAX_VALUE} if unknown.
     * Any thread.
     */
    long roomBytes();

    /** How often files have been set aside here. If ever, the folder never founds a network. */
    int setAsideCount();
}
