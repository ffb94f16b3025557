package org.davebank.model.aliases;

import java.util.List;

/**
 * What is asked for in one small bank: one alias, two accounts.
 *
 * @param requests those that are under way at the same time; each may stop anywhere
 */
record World(String name, Start start, List<Request> requests) {

    /** What has become of the alias before. */
    enum Start {
        FREE,

        /** The first account has it since its opening. */
        LISTED,

        /** The first account had it. */
        LEFT,

        /** A request of the first account has claimed it under key 1 and then stopped for ever. */
        CLAIMED
    }

    World {
        requests = List.copyOf(requests);
    }

    /**
     * A change of an account; two with the same key are a request and its retry.
     *
     * @param account 1 or 2
     * @param adds whether it adds the alias, or else removes it
     * @param ends whether it goes on until it has its answer
     */
    record Request(int account, int key, boolean adds, boolean ends) {}

    static Request adds(int account, int key) {
        return new Request(account, key, true, false);
    }

    static Request removes(int account, int key) {
        return new Request(account, key, false, false);
    }

    /** One that adds the alias and does not stop. */
    static Request insists(int account, int key) {
        return new Request(account, key, true, true);
    }
}
