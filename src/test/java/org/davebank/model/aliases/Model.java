package org.davebank.model.aliases;

import java.util.List;
import org.davebank.model.Search;
import org.davebank.model.aliases.World.Request;
import org.jspecify.annotations.Nullable;

/**
 * The protocol of aliases as a state space. The shard of the alias and those of the accounts change by one
 * entry at a time. Each request is a server that sends one command after the other; it may stop for ever
 * before any of them, and wait for any time, so that loss, delay and crashes are all there.
 */
final class Model implements Search.Space {

    // The newest record of the alias: whose it is (0 is nobody), by which key (0 is an opening),
    // and its number.
    private static final int HOLDER = 0;
    private static final int BY_KEY = 1;
    private static final int RECORD = 2;

    /** Whether each account lists the alias. */
    private static final int LISTED = 3;

    /** What has become of the change under each key. */
    private static final int DECIDED = 5;

    private static final int KEYS = 6;
    private static final int REQUESTS_AT = DECIDED + KEYS + 1;

    // Of each request: where it is, and the record that it has seen.
    private static final int STEP = 0;
    private static final int SEEN_HOLDER = 1;
    private static final int SEEN_KEY = 2;
    private static final int SEEN_RECORD = 3;
    private static final int TRIES = 4;
    private static final int ANSWER = 5;
    private static final int REQUEST_BYTES = 6;

    private static final int ACCEPTED = 1;
    private static final int REJECTED = 2;

    private static final int TRY_CHANGE = 0;
    private static final int CLAIM = 1;
    private static final int ASK_HOLDER = 2;
    private static final int GIVE_UP_HOLDER = 3;
    private static final int FREE = 4;
    private static final int CHANGE_WITH_CLAIM = 5;
    private static final int GIVE_UP_OWN = 6;
    private static final int DONE = 7;

    private static final int TRIES_MAX = 3;

    private final World world;
    private final LeftOut left;

    Model(World world, LeftOut left) {
        this.world = world;
        this.left = left;
    }

    private boolean lacks(LeftOut rule) {
        return left == rule;
    }

    private static int at(int request, int what) {
        return REQUESTS_AT + request * REQUEST_BYTES + what;
    }

    private static int listed(int account) {
        return LISTED + account - 1;
    }

    @Override
    public byte[] first() {
        byte[] s = new byte[REQUESTS_AT + world.requests().size() * REQUEST_BYTES];
        if (world.start() != World.Start.FREE) {
            s[HOLDER] = 1;
            s[RECORD] = 1;
            s[BY_KEY] = (byte) (world.start() == World.Start.CLAIMED ? 1 : 0);
            s[listed(1)] = (byte) (world.start() == World.Start.LISTED ? 1 : 0);
        }
        return s;
    }

    @Override
    public void successors(byte[] state, Search.Sink sink) {
        List<Request> requests = world.requests();
        for (int i = 0; i < requests.size(); i++) {
            Request request = requests.get(i);
            int step = state[at(i, STEP)];
            if (step != DONE) {
                byte[] n = state.clone();
                String label = request.adds() ? sent(n, i, request, step) : removed(n, i, request);
                String name = "request " + i + " of account " + request.account();
                sink.next(n, name + " under key " + request.key() + ": " + label, request.ends());
            }
        }
    }

    private String removed(byte[] n, int i, Request request) {
        int key = DECIDED + request.key();
        if (n[key] == 0 || lacks(LeftOut.DECIDED_ONCE)) {
            n[listed(request.account())] = 0;
            n[key] = ACCEPTED;
        }
        end(n, i, n[key]);
        return "is removed";
    }

    private static void end(byte[] n, int i, int answer) {
        n[at(i, STEP)] = DONE;
        n[at(i, ANSWER)] = (byte) answer;
        n[at(i, SEEN_HOLDER)] = 0;
        n[at(i, SEEN_KEY)] = 0;
        n[at(i, SEEN_RECORD)] = 0;
        n[at(i, TRIES)] = 0;
    }

    private static void step(byte[] n, int i, int next) {
        n[at(i, STEP)] = (byte) next;
    }

    private String sent(byte[] n, int i, Request request, int step) {
        return switch (step) {
            case TRY_CHANGE -> change(n, i, request, false);
            case CLAIM -> claim(n, i, request);
            case ASK_HOLDER -> ask(n, i);
            case GIVE_UP_HOLDER -> giveUpHolder(n, i);
            case FREE -> free(n, i);
            case CHANGE_WITH_CLAIM -> change(n, i, request, true);
            default -> giveUpOwn(n, i, request);
        };
    }

    // Entries of an account's shard.

    private String change(byte[] n, int i, Request request, boolean claimed) {
        int key = DECIDED + request.key();
        boolean there = n[listed(request.account())] == 1;
        boolean decided = n[key] != 0 && !(lacks(LeftOut.DECIDED_ONCE) && n[key] == ACCEPTED);
        if (decided) {
            end(n, i, n[key]);
            return "was decided before";
        }
        if (!there && !claimed && !lacks(LeftOut.ADDED_ONLY_IF_CLAIMED)) {
            step(n, i, CLAIM);
            return "is not claimed yet";
        }
        n[listed(request.account())] = 1;
        n[key] = ACCEPTED;
        end(n, i, ACCEPTED);
        return "is added";
    }

    private String giveUpHolder(byte[] n, int i) {
        int holder = n[at(i, SEEN_HOLDER)];
        int key = n[at(i, SEEN_KEY)];
        if (key > 0 && n[DECIDED + key] == 0 && !lacks(LeftOut.GIVEN_UP_FOR_GOOD)) {
            n[DECIDED + key] = REJECTED;
        }
        boolean there = n[listed(holder)] == 1 && !lacks(LeftOut.FREED_ONLY_IF_UNLISTED);
        step(n, i, there ? GIVE_UP_OWN : FREE);
        return "the change that has claimed it is given up";
    }

    private String giveUpOwn(byte[] n, int i, Request request) {
        int key = DECIDED + request.key();
        int answer = n[key] == 0 ? REJECTED : n[key];
        if (!lacks(LeftOut.GIVEN_UP_WITH_THE_CLAIM)) {
            n[key] = (byte) answer;
        }
        end(n, i, answer);
        return "is given up";
    }

    // Entries of the alias's shard.

    private String claim(byte[] n, int i, Request request) {
        boolean same = n[HOLDER] == request.account();
        boolean own = same && n[BY_KEY] == request.key();
        if (own || same && n[BY_KEY] > 0 && lacks(LeftOut.EVERY_KEY_CLAIMS_ITSELF)) {
            step(n, i, CHANGE_WITH_CLAIM);
            return "is claimed already";
        }
        if (n[HOLDER] == 0 || lacks(LeftOut.CLAIMED_ONLY_IF_FREE)) {
            n[HOLDER] = (byte) request.account();
            n[BY_KEY] = (byte) request.key();
            n[RECORD]++;
            step(n, i, CHANGE_WITH_CLAIM);
            return "is claimed";
        }
        boolean more = ++n[at(i, TRIES)] < TRIES_MAX && !lacks(LeftOut.ANYBODY_FREES);
        step(n, i, more ? ASK_HOLDER : GIVE_UP_OWN);
        return "cannot be claimed";
    }

    private static String ask(byte[] n, int i) {
        n[at(i, SEEN_HOLDER)] = n[HOLDER];
        n[at(i, SEEN_KEY)] = n[BY_KEY];
        n[at(i, SEEN_RECORD)] = n[RECORD];
        step(n, i, n[HOLDER] == 0 ? CLAIM : GIVE_UP_HOLDER);
        return "asks who has it";
    }

    private String free(byte[] n, int i) {
        boolean named = n[RECORD] == n[at(i, SEEN_RECORD)] || lacks(LeftOut.FREED_BY_ITS_RECORD);
        if (named && n[HOLDER] != 0) {
            n[HOLDER] = 0;
            n[BY_KEY] = 0;
            n[RECORD]++;
        }
        n[at(i, SEEN_HOLDER)] = 0;
        n[at(i, SEEN_KEY)] = 0;
        n[at(i, SEEN_RECORD)] = 0;
        step(n, i, n[HOLDER] == 0 ? CLAIM : GIVE_UP_OWN);
        return "is freed if nothing has happened to it";
    }

    // What is promised.

    @Override
    public @Nullable String broken(byte[] s) {
        if (s[listed(1)] == 1 && s[listed(2)] == 1) {
            return "A1: two accounts list the alias";
        }
        for (int account = 1; account <= 2; account++) {
            if (s[listed(account)] == 1 && s[HOLDER] != account) {
                return "A2: an account is not found by an alias that it lists";
            }
        }
        boolean found = s[HOLDER] != 0 && s[listed(s[HOLDER])] == 1;
        if (s[HOLDER] != 0 && !found && lacks(LeftOut.FOUND_ONLY_IF_LISTED)) {
            return "A3: an alias leads to an account that does not list it";
        }
        List<Request> requests = world.requests();
        for (int i = 0; i < requests.size(); i++) {
            int answer = s[at(i, ANSWER)];
            if (answer != 0 && answer != s[DECIDED + requests.get(i).key()]) {
                return "A4: a retry may get another answer";
            }
        }
        return null;
    }

    /** Who goes on gets an answer, and that an alias is taken only while somebody lists it. */
    @Override
    public boolean isGoal(byte[] s) {
        List<Request> requests = world.requests();
        boolean idle = s[listed(1)] == 0 && s[listed(2)] == 0;
        for (int i = 0; i < requests.size(); i++) {
            boolean wronged = idle && s[at(i, ANSWER)] == REJECTED;
            if (requests.get(i).ends() && (s[at(i, STEP)] != DONE || wronged)) {
                return false;
            }
        }
        return true;
    }
}
