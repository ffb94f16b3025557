package org.davebank.node.settings;

/**
 * The versions of messages that a node reads. Two nodes speak the newest version that both read; each
 * learns the other's when they meet.
 */
public record MessageVersions(int oldest, int newest) {

    /**
     * Those of this build. A message that changes, or a new kind of one, is a new version, and the one
     * before is spoken on with nodes that read no other.
     *
     * <pre>
     * 4  the first in which nodes say what they read when they meet
     * 5  rules: in reports, in entries, and the request to follow them; figures in reports
     * 6  steps of transfers between shards, and what an account holds
     * 7  changes of accounts, reversals, and marks of cuts
     * 8  changes of aliases, atomic batches, questions for holds of one state and for the steps of one
     * </pre>
     */
    public static final MessageVersions OURS = new MessageVersions(4, 8);

    public MessageVersions {
        if (oldest < 1 || newest < oldest || newest > 255) {
            throw new IllegalArgumentException("no versions: " + oldest + " to " + newest);
        }
    }

    public boolean contains(int version) {
        return version >= oldest && version <= newest;
    }

    /** The newest version that both read, or 0. */
    public int common(MessageVersions other) {
        int version = Math.min(newest, other.newest);
        return contains(version) && other.contains(version) ? version : 0;
    }

    /** What a node that reads these says of one with which it has no version in common. */
    public String refusal(String name, MessageVersions theirs) {
        return name
                + " reads messages of "
                + theirs.text()
                + ", and this node those of "
                + text()
                + ": upgrade the older of the two, one version at a time";
    }

    /** For people. */
    public String text() {
        return oldest == newest ? "version " + newest : "versions " + oldest + " to " + newest;
    }
}
