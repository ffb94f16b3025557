package org.davebank.history;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compares the order of records with the times at which calls began and ended (J7, J9, J11). */
final class RealTime {

    private enum What {
        HOME,
        CREDIT,
        READ
    }

    /** A call in the history of one account. */
    private static final class Item {
        final What what;
        final String name;
        final long calledNs;
        final long returnedNs;

        /** The place in the book; of a read, that of the record before which it looked. */
        int at;

        /** What a read shows. */
        final long minor;

        Item(What what, String name, long calledNs, long returnedNs, int at, long minor) {
            this.what = what;
            this.name = name;
            this.calledNs = calledNs;
            this.returnedNs = returnedNs;
            this.at = at;
            this.minor = minor;
        }
    }

    /** The lines of a book in the order of the log, which is that of the book unless something is wrong. */
    private static final class Places {
        final List<Line> lines;

        /** For each line of the book its place. */
        final int[] of;

        Places(Book book) {
            List<Integer> order = new ArrayList<>();
            for (int at = 0; at < book.lines().size(); at++) {
                order.add(at);
            }
            order.sort(Comparator.comparingLong(at -> book.lines().get(at).index()));
            lines = order.stream().map(book.lines()::get).toList();
            of = new int[order.size()];
            for (int place = 0; place < of.length; place++) {
                of[order.get(place)] = place;
            }
        }

        /** Where the account had which balance: -1 is before the first record. */
        Map<Long, List<Integer>> byBalance() {
            Map<Long, List<Integer>> places = new TreeMap<>();
            places.computeIfAbsent(0L, any -> new ArrayList<>()).add(-1);
            for (int place = 0; place < lines.size(); place++) {
                places.computeIfAbsent(
                                lines.get(place).balanceAfterMinor(), any -> new ArrayList<>())
                        .add(place);
            }
            return places;
        }
    }

    private record InLog(Movement movement, long index) {}

    private final Map<String, Book> books;
    private final Flaws flaws;
    private final Map<Integer, List<InLog>> logs = new TreeMap<>();
    private final Map<String, List<Item>> accounts = new TreeMap<>();
    private final Map<String, Places> places = new TreeMap<>();

    RealTime(Map<String, Book> books, Flaws flaws) {
        this.books = books;
        this.flaws = flaws;
    }

    void home(Movement movement, Book book, int at) {
        Line line = book.lines().get(at);
        logs.computeIfAbsent(line.shard(), any -> new ArrayList<>())
                .add(new InLog(movement, line.index()));
        add(What.HOME, movement, book, at);
    }

    void credit(Movement movement, Book book, int at) {
        add(What.CREDIT, movement, book, at);
    }

    private void add(What what, Movement by, Book book, int at) {
        int place = placesOf(book).of[at];
        of(book.account()).add(new Item(what, by.key(), by.calledNs, by.returnedNs, place, 0));
    }

    private Places placesOf(Book book) {
        return places.computeIfAbsent(book.account(), any -> new Places(book));
    }

    private List<Item> of(String account) {
        return accounts.computeIfAbsent(account, any -> new ArrayList<>());
    }

    void read(String account, Call call, long minor) {
        if (books.containsKey(account)) {
            String name = "a read of " + account;
            of(account)
                    .add(new Item(What.READ, name, call.calledNs(), call.returnedNs(), -1, minor));
        }
    }

    void check() {
        logs.forEach(this::checkLog);
        for (Book book : books.values()) {
            checkAccount(placesOf(book), of(book.account()));
        }
    }

    /** Sweeps a shard by time: each call must have a later index than all that ended before it. */
    private void checkLog(int shard, List<InLog> all) {
        List<InLog> byCall = new ArrayList<>(all);
        byCall.sort(Comparator.comparingLong(each -> each.movement().calledNs));
        List<InLog> byReturn = new ArrayList<>(all);
        byReturn.sort(Comparator.comparingLong(each -> each.movement().returnedNs));
        int ended = 0;
        InLog latest = null;
        for (InLog next : byCall) {
            while (ended < byReturn.size()
                    && byReturn.get(ended).movement().returnedNs < next.movement().calledNs) {
                InLog done = byReturn.get(ended++);
                if (latest == null || done.index() > latest.index()) {
                    latest = done;
                }
            }
            if (latest != null && next.index() <= latest.index()) {
                flaws.add(
                        "J7",
                        "in shard "
                                + shard
                                + ", "
                                + next.movement().key()
                                + " began after "
                                + latest.movement().key()
                                + " had ended, but has index "
                                + next.index()
                                + ", not above "
                                + latest.index());
            }
        }
    }

    /**
     * Sweeps an account by time. A read may look at several places if the account had its balance more
     * than once: the first one that is late enough leaves most to those that follow.
     */
    private void checkAccount(Places places, List<Item> items) {
        Map<Long, List<Integer>> byBalance = places.byBalance();
        List<Item> byCall = new ArrayList<>(items);
        byCall.sort(Comparator.comparingLong(each -> each.calledNs));
        List<Item> byReturn = new ArrayList<>(items);
        byReturn.sort(Comparator.comparingLong(each -> each.returnedNs));
        int ended = 0;
        Item latest = null;
        Item latestSeen = null;
        for (Item next : byCall) {
            while (ended < byReturn.size() && byReturn.get(ended).returnedNs < next.calledNs) {
                Item done = byReturn.get(ended++);
                latest = later(latest, done);
                latestSeen = done.what == What.CREDIT ? latestSeen : later(latestSeen, done);
            }
            switch (next.what) {
                case READ -> look(byBalance.getOrDefault(next.minor, List.of()), next, latest);
                // Two credits may arrive in any order, as long as nobody looks in between.
                case CREDIT -> checkAfter(next, latestSeen);
                case HOME -> {
                    // The log of the shard has judged what both sides have there.
                    if (latest != null && latest.what != What.HOME) {
                        checkAfter(next, latest);
                    }
                }
            }
        }
    }

    private static Item later(@Nullable Item a, Item b) {
        return a == null || b.at > a.at ? b : a;
    }

    private void look(List<Integer> places, Item read, @Nullable Item latest) {
        int floor = latest == null ? -1 : latest.at;
        int found = Collections.binarySearch(places, floor);
        int first = found < 0 ? -found - 1 : found;
        if (first < places.size()) {
            read.at = places.get(first);
            return;
        }
        flaws.add(
                "J11",
                read.name
                        + " shows "
                        + read.minor
                        + ", which it never had"
                        + (latest == null ? "" : " after " + latest.name));
    }

    private void checkAfter(Item next, @Nullable Item latest) {
        if (latest != null && next.at <= latest.at) {
            flaws.add(
                    latest.what == What.READ ? "J11" : "J9",
                    next.name
                            + " began after "
                            + latest.name
                            + " had ended, and comes before it in the history of the account");
        }
    }
}
