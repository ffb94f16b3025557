package org.davebank.model.files;

/**
 * A small network to be explored: what it begins with and what may happen in it.
 *
 * @param nodes all alike
 * @param needed holders before an entry may refer to the file
 * @param wanted holders in the end; a copy is given up while there are as many others
 * @param uploads times that the file may be uploaded
 * @param removals highest count of removals
 * @param referenced an entry refers to the file from the start, and so many nodes hold it
 * @param spares further nodes that have a copy at the start
 * @param crashes processes are killed and machines lose their power
 * @param absences nodes may stay away, for ever or not
 * @param losses disks that may lose the file, one holder at a time
 */
record World(
        String name,
        int nodes,
        int needed,
        int wanted,
        int uploads,
        int removals,
        int referenced,
        int spares,
        boolean crashes,
        boolean absences,
        int losses) {}
