package org.davebank.node.port;

import java.util.List;
import org.davebank.base.Spill;
import org.davebank.node.Node;

/**
 * The node's own folder. {@link #files} and {@link #read} are for the start, before any input; the
 * others are queued in order and never block the loop. Names are of letters, digits, dot, dash and
 * slash.
 */
public interface Disk {

    /**
     * What this folder does not share with a copy of it, be it restored in its own place or made
     * elsewhere. The same at every start until then.
     */
    String identity();

    /** Where the folder is, for people. */
    String place();

    /** Names of all files, sorted. */
    List<String> files();

    /** The whole file. */
    byte[] read(String file);

    /** Makes the file at least this long, filled with zeros, so that later writes need no growth. */
    void preallocate(String file, long bytes);

    void write(String file, long offset, byte[] bytes);

    /**
     * Makes the next sync cover this file and its name even if nothing is written to it: what an
     * earlier process wrote there may lie in the page cache alone. Nothing if there is no such file.
     */
    void include(String file);

    /** Removes a file if it is there; it is surely gone after the next sync. */
    void remove(String file);

    /**
     * Reads a part of a file as it is after everything queued before. {@link Node#readDone} follows
     * with this ticket.
     */
    void readPart(String file, long offset, int length, long ticket);

    /** Renames a file in one step; the new name is durable after the next sync. */
    void rename(String from, String to);

    /**
     * Makes everything queued before durable. {@link Node#synced} follows with this ticket, or {@link
     * Node#diskFailed} when the operating system reports any error: a failed sync is never retried.
     */
    void sync(long ticket);

    /**
     * Where the node's rarely read bytes go. Alone of all here its methods wait until they are done.
     * For the start; each call gives an empty one, and what an earlier one held is gone.
     */
    Spill spill();

    /**
     * Moves all files into a folder of their own inside the node's, which {@link #files} does not
     * show. For the start, before anything is queued; done for good when it returns.
     *
     * @return the folder's name, {@code set-aside-1} or the next number
     */
    String setAside();

    /**
     * Below this much room a node takes no more writes and files. What it has taken still fits: the
     * segment under way and the next, the entries under way of all its groups, and their copies in
     * the spill; also when some nodes share the disk.
     */
    long ROOM_BYTES_MIN = 32L << 20;

    /** What is said of a node, after its name, whose disk has less room. */
    String FULL = " has less than " + (ROOM_BYTES_MIN >> 20) + " MiB of disk left";

    /**
     * The room that was left when it was measured last, at most a second ago or so; {@link
     * Long#MAX_VALUE} when that is not known. Any thread.
     */
    long roomBytes();

    /** How often files were set aside here, ever: such a folder never founds a network. */
    int setAsideCount();
}
