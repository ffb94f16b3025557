package org.davebank.node.wire;

import org.davebank.base.Shell;

/**
 * What a refused copy of a node reports, in one sentence, and whether it restarts as a new member.
 *
 * @param setAside true if the folder is an older copy of itself in the same place: its node
 *     restarts as a new member. False if there are, or may be, two folders: nothing is changed
 */
public record FoundOut(boolean setAside, String why) {

    /** How long a member that seems to be a group's only holder waits for contradiction. */
    public static final long ALONE_NS = 10_000_000_000L;

    /**
     * @param place this node's folder
     * @param formerPlace path of the folder in its last life
     * @param alone the group that only this node holds, or empty
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

    /** Advice on what to do with a copy. */
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
