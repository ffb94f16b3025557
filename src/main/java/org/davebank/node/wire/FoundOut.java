package org.davebank.node.wire;

import org.davebank.base.Shell;

/**
 * What a node that was found out says, in one sentence, and whether it begins again.
 *
 * @param setAside true when the folder is an older copy of itself in its own place: its node begins
 *     again as a new member. False when there are, or may be, two folders: nothing is touched
 */
public record FoundOut(boolean setAside, String why) {

    /** So long a member that seems to hold a group alone waits for one that knows better. */
    public static final long ALONE_NS = 10_000_000_000L;

    /**
     * @param place this node's folder
     * @param formerPlace where the folder was in its last life
     * @param alone the group that this node alone holds, or empty
     */
    public static FoundOut of(
            LifeMessage.Known by, String name, String place, String formerPlace, String alone) {
        String other = by.place().isEmpty() ? formerPlace : by.place();
        if (by.alive()) {
            NodeRefused second =
                    NodeRefused.secondLife(place, other, name, String.valueOf(by.where()));
            return new FoundOut(false, String.valueOf(second.getMessage()));
        }
        if (!other.equals(place)) {
            String why =
                    place
                            + " is a copy of "
                            + other
                            + ", whose network runs: start "
                            + name
                            + " from "
                            + other
                            + ", or "
                            + clone(place);
            return new FoundOut(false, why);
        }
        if (!alone.isEmpty()) {
            String why =
                    place
                            + " is an older copy of what it was, and "
                            + name
                            + " alone holds "
                            + alone
                            + ": put its newest contents back, or the folders of all nodes from"
                            + " one copy";
            return new FoundOut(false, why);
        }
        return new FoundOut(true, place + " is an older copy of what it was");
    }

    /** What to do with a copy. */
    static String clone(String place) {
        return "make a network of its own of the copy with ./davebank up --clone --data "
                + Shell.word(parent(place));
    }

    /** The data folder of a node's folder. */
    private static String parent(String place) {
        int end = Math.max(place.lastIndexOf('/'), place.lastIndexOf('\\'));
        return end <= 0 ? place : place.substring(0, end);
    }
}
