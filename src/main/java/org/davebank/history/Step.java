package org.davebank.history;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A call as a step of a bank of one thread. The bank's state is a row of cells: a balance for each account, the rest
 * that may be given back for each reversed posting, and for each call of unknown outcome whether it has taken effect.
 */
abstract sealed class Step {

    /** The content of a cell that nothing is known about. */
    static final long UNKNOWN = Long.MIN_VALUE;

    final String name;
    final long calledNs;
    final long returnedNs;

    /** The cells that it looks at or changes. */
    final int[] cells;

    private Step(String name, long calledNs, long returnedNs, int... cells) {
        this.name = name;
        this.calledNs = calledNs;
        this.returnedNs = returnedNs;
        this.cells = cells;
    }

    /** Whether it changes a cell. */
    boolean moves() {
        return false;
    }

    /** The account of the balance in its answer to a movement, or -1. */
    int shows() {
        return -1;
    }

    /** The account whose own history may get its credit later than others know of it, or -1. */
    int arrivesAt() {
        return -1;
    }

    /** What it adds to the payee. */
    long creditMinor() {
        return 0;
    }

    /** Whether it was taken on the way to this state, if its outcome is unknown. */
    boolean isDone(long[] bank) {
        return false;
    }

    /**
     * Takes the step.
     *
     * @param lateMinor the credits of the steps that were taken before and may arrive during this one
     * @return false if a bank would not have answered so; its cells are spoilt then
     */
    abstract boolean take(Bank bank, long[] lateMinor);

    @Override
    public String toString() {
        return name;
    }

    /** A strong read of a balance. */
    static final class Read extends Step {
        private final int account;
        private final long minor;

        Read(String name, long calledNs, long returnedNs, int account, long minor) {
            super(name, calledNs, returnedNs, account);
            this.account = account;
            this.minor = minor;
        }

        @Override
        boolean take(Bank bank, long[] lateMinor) {
            if (bank.get(account) == UNKNOWN) {
                bank.set(account, minor);
            }
            return bank.get(account) == minor;
        }
    }

    /** The bank refuses a debit for lack of funds, or a reversal for what was given back before. */
    static final class Refusal extends Step {
        private final int cell;
        private final long enoughMinor;

        /** @param enoughMinor the content of the cell from which on there is no reason to refuse */
        Refusal(String name, long calledNs, long returnedNs, int cell, long enoughMinor) {
            super(name, calledNs, returnedNs, cell);
            this.cell = cell;
            this.enoughMinor = enoughMinor;
        }

        @Override
        boolean take(Bank bank, long[] lateMinor) {
            return bank.get(cell) == UNKNOWN || bank.get(cell) < enoughMinor;
        }
    }

    /**
     * What a movement touches. A cell of -1 does not matter.
     *
     * @param from the payer's balance
     * @param to the payee's balance
     * @param home the balance that is shown
     * @param rest what may be given back of the original
     * @param done whether a call of unknown outcome has taken effect
     * @param between whether it has a payer and a payee
     */
    record Places(int from, int to, int home, int rest, int done, boolean between) {
        int[] given() {
            return IntStream.of(from, to, rest, done).filter(cell -> cell >= 0).toArray();
        }
    }

    /** Money moves. */
    static final class Transfer extends Step {

        /** After so many credits a bank is believed that some of them are not in a balance yet. */
        private static final int CREDITS_MAX = 12;

        private final Places at;
        private final long amountMinor;
        private final long leastMinor;
        private final @Nullable Long shownMinor;

        /**
         * @param leastMinor what the payer must have left at least
         * @param shownMinor the balance in the answer, or null
         */
        Transfer(
                String name,
                long calledNs,
                long returnedNs,
                Places at,
                long amountMinor,
                long leastMinor,
                @Nullable Long shownMinor) {
            super(name, calledNs, returnedNs, at.given());
            this.at = at;
            this.amountMinor = amountMinor;
            this.leastMinor = leastMinor;
            this.shownMinor = shownMinor;
        }

        @Override
        boolean moves() {
            return true;
        }

        @Override
        int shows() {
            return shownMinor == null ? -1 : at.home;
        }

        @Override
        int arrivesAt() {
            return at.between ? at.to : -1;
        }

        @Override
        long creditMinor() {
            return amountMinor;
        }

        @Override
        boolean isDone(long[] bank) {
            return at.done >= 0 && bank[at.done] != 0;
        }

        @Override
        boolean take(Bank bank, long[] lateMinor) {
            if (at.done >= 0) {
                if (bank.get(at.done) != 0) {
                    return false;
                }
                bank.set(at.done, 1);
            }
            boolean fits = add(bank, at.from, -amountMinor, leastMinor);
            fits &= add(bank, at.rest, -amountMinor, 0);
            fits &= add(bank, at.to, amountMinor, Long.MIN_VALUE);
            return fits && showsOwn(bank, lateMinor);
        }

        private static boolean add(Bank bank, int cell, long minor, long leastMinor) {
            if (cell >= 0 && bank.get(cell) != UNKNOWN) {
                bank.set(cell, bank.get(cell) + minor);
                return bank.get(cell) >= leastMinor;
            }
            return true;
        }

        /**
         * Whether the answer has the balance of the account's own history, which may lack credits that
         * were decided while the call was under way.
         */
        private boolean showsOwn(Bank bank, long[] lateMinor) {
            Long shown = shownMinor;
            if (at.home < 0 || shown == null) {
                return true;
            }
            long minor = bank.get(at.home);
            if (minor != UNKNOWN) {
                return isSum(lateMinor, 0, minor - shown);
            }
            if (lateMinor.length == 0) {
                bank.set(at.home, shown);
            }
            return true;
        }

        private static boolean isSum(long[] of, int at, long minor) {
            if (minor == 0) {
                return true;
            }
            if (minor < 0 || at == of.length) {
                return false;
            }
            return at >= CREDITS_MAX
                    || isSum(of, at + 1, minor - of[at])
                    || isSum(of, at + 1, minor);
        }
    }
}
