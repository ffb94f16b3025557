package org.davebank.ledger.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.ledger.Batch;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.MovementCommand;
import org.davebank.ledger.MovementCommand.Begin;
import org.davebank.ledger.MovementCommand.BeginBatch;
import org.davebank.ledger.MovementCommand.Expect;
import org.davebank.ledger.MovementCommand.ExpectBatch;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.TransactionKind;
import org.jspecify.annotations.Nullable;

/**
 * The transfers to other shards, and batches with other shards, that have begun here and are not decided. A
 * retry is recognised by its id or idempotency key, as later by the record; a further key or id that it brings is bound to the
 * record when there is one. Not thread-safe.
 */
public final class UndecidedBook {

    /** Further keys and ids that one movement takes; a retry beyond them waits for the decision. */
    private static final int NAMES_MAX = 16;

    /** Approximate memory of a transfer, or of an item of a batch, without its texts. */
    private static final int ENTRY_BYTES = 400;

    /**
     * A movement that is not decided: a transfer, or a batch of several items.
     */
    public static final class Movement {
        private final long serial;
        private final MovementKey key;
        private final MovementCommand begin;
        private final long amountMinor;
        private final String currency;
        private final int scale;
        private final List<Reservation> reserved;
        private final List<String> keys = new ArrayList<>();
        private final List<TransactionId> ids = new ArrayList<>();

        private Movement(
                long serial,
                MovementKey key,
                MovementCommand begin,
                long amountMinor,
                String currency,
                int scale,
                List<Reservation> reserved) {
            this.serial = serial;
            this.key = key;
            this.begin = begin;
            this.amountMinor = amountMinor;
            this.currency = currency;
            this.scale = scale;
            this.reserved = List.copyOf(reserved);
        }

        /** Counts the movements that have begun in this shard. */
        public long serial() {
            return serial;
        }

        public MovementKey key() {
            return key;
        }

        /** The transfer, or null of a batch. */
        public @Nullable Post post() {
            return begin instanceof Begin transfer ? transfer.post() : null;
        }

        /** The batch, or null of a transfer. */
        public @Nullable Batch batch() {
            return begin instanceof BeginBatch bundle ? bundle.batch() : null;
        }

        /** What a transfer moves. */
        public long amountMinor() {
            return amountMinor;
        }

        /** What it reserves here. */
        public List<Reservation> reserved() {
            return reserved;
        }

        public List<String> keys() {
            return keys;
        }

        public List<TransactionId> ids() {
            return ids;
        }

        /** The shards whose votes decide, in ascending order. */
        public List<Integer> participants() {
            return UndecidedBook.participants(begin);
        }

        /**
         * What is asked of a participant.
         *
         * @param ownShard the number of this shard
         */
        public MovementCommand expect(int toShard, int ownShard) {
            Batch batch = batch();
            if (batch != null) {
                return new ExpectBatch(key, ownShard, toShard, batch.of(toShard));
            }
            Post post = post();
            AccountNumber to = post == null ? null : post.toAccount();
            if (post == null || to == null) {
                throw new IllegalStateException("a transfer has a to-account");
            }
            boolean checked = post.mode().isChecked();
            return new Expect(key, ownShard, to, amountMinor, currency, scale, checked);
        }

        private long hash() {
            long hash = StateHash.ofPair(key.id().high(), key.id().low() + key.attempt());
            Post post = post();
            Batch batch = batch();
            TransactionId of = post == null ? null : followed(post);
            if (of != null) {
                hash = StateHash.ofPair(hash, StateHash.ofPair(of.high(), of.low()));
            }
            for (String each : keys) {
                hash = StateHash.ofPair(hash, StateHash.ofText(0, each));
            }
            for (TransactionId each : ids) {
                hash = StateHash.ofPair(hash, StateHash.ofPair(each.high(), each.low()));
            }
            long body =
                    batch != null
                            ? StateHash.ofPair(batch.digest().high(), batch.digest().low())
                            : hashOfTransfer(post == null ? null : post.toAccount());
            return StateHash.ofPair(StateHash.ofPair(hash, key.account().value()), body);
        }

        private static @Nullable TransactionId followed(Post post) {
            return post.kind() == TransactionKind.CAPTURE ? post.ofHold() : post.reverses();
        }

        private long hashOfTransfer(@Nullable AccountNumber to) {
            return StateHash.ofPair(
                    StateHash.ofPair(amountMinor, participants().getFirst()),
                    to == null ? -1 : to.value());
        }
    }

    /** A name within an account: an id or an idempotency key. */
    private record Name(int account, Object name) {}

    private final Map<Name, Movement> byName = new LinkedHashMap<>();
    private final NavigableMap<Long, Movement> bySerial = new TreeMap<>();
    private final Map<Integer, Integer> byShard = new LinkedHashMap<>();
    private long begun;
    private int load;
    private long textBytes;
    private long hash;

    /** Whether another movement of these participants may begin. */
    public boolean hasRoom(List<Integer> participants) {
        return load < LedgerLimits.UNDECIDED_MAX
                && participants.stream().allMatch(this::hasRoomFor);
    }

    private boolean hasRoomFor(int shard) {
        return byShard.getOrDefault(shard, 0) < LedgerLimits.UNDECIDED_PER_SHARD_MAX;
    }

    /** Adds a transfer that moves so much. */
    public void add(
            MovementKey key,
            Begin begin,
            long amountMinor,
            String currency,
            int scale,
            List<Reservation> reserved) {
        add(new Movement(++begun, key, begin, amountMinor, currency, scale, reserved));
    }

    /** Adds a batch. */
    public void add(MovementKey key, BeginBatch begin, List<Reservation> reserved) {
        add(new Movement(++begun, key, begin, 0, "", 0, reserved));
    }

    private void add(Movement movement) {
        bySerial.put(movement.serial, movement);
        for (Name each : names(movement)) {
            byName.put(each, movement);
        }
        count(movement, 1);
        hash ^= movement.hash();
    }

    private static List<Name> names(Movement movement) {
        int account = movement.key.account().value();
        String key = keyOf(movement.begin);
        List<Name> names = new ArrayList<>();
        names.add(new Name(account, movement.key.id()));
        if (key != null) {
            names.add(new Name(account, key));
        }
        movement.keys.forEach(each -> names.add(new Name(account, each)));
        movement.ids.forEach(each -> names.add(new Name(account, each)));
        return names;
    }

    private static @Nullable String keyOf(MovementCommand begin) {
        return switch (begin) {
            case Begin transfer -> transfer.post().key();
            case BeginBatch bundle -> bundle.batch().key();
            default -> throw noMovement(begin);
        };
    }

    private static List<Integer> participants(MovementCommand begin) {
        return switch (begin) {
            case Begin transfer -> List.of(transfer.toShard());
            case BeginBatch bundle -> bundle.batch().participants();
            default -> throw noMovement(begin);
        };
    }

    private static IllegalArgumentException noMovement(MovementCommand begin) {
        return new IllegalArgumentException("no movement begins with " + begin);
    }

    private void count(Movement movement, int sign) {
        Batch batch = movement.batch();
        int its = batch == null ? 1 : batch.items().size() + 1;
        load += sign * its;
        for (int shard : movement.participants()) {
            byShard.merge(shard, sign * its, Integer::sum);
        }
        textBytes += sign * textBytes(movement);
    }

    /** The movement that this idempotency key of an account leads to, or null. */
    public @Nullable Movement findKey(int account, String key) {
        return bySerial.isEmpty() ? null : byName.get(new Name(account, key));
    }

    /** The movement that this id leads to in an account, or null. */
    public @Nullable Movement findId(int account, TransactionId id) {
        return bySerial.isEmpty() ? null : byName.get(new Name(account, id));
    }

    /** The movement of this key, or null. */
    public @Nullable Movement find(MovementKey key) {
        Movement found = byName.get(new Name(key.account().value(), key.id()));
        return found != null && found.key.equals(key) ? found : null;
    }

    /**
     * Lets a repeated request join: names that are new lead to the movement from now on.
     *
     * @param key its key if that names nothing yet, else null
     * @param id its id if that names nothing yet, else null
     * @return false if the movement has too many names already
     */
    public boolean join(Movement movement, @Nullable String key, @Nullable TransactionId id) {
        int account = movement.key.account().value();
        int added = (key == null ? 0 : 1) + (id == null ? 0 : 1);
        if (movement.keys.size() + movement.ids.size() + added > NAMES_MAX) {
            return false;
        }
        hash ^= movement.hash();
        if (key != null) {
            movement.keys.add(key);
            byName.put(new Name(account, key), movement);
        }
        if (id != null) {
            movement.ids.add(id);
            byName.put(new Name(account, id), movement);
        }
        hash ^= movement.hash();
        return true;
    }

    public void remove(Movement movement) {
        hash ^= movement.hash();
        bySerial.remove(movement.serial);
        names(movement).forEach(byName::remove);
        count(movement, -1);
    }

    /** The movements that have begun after this one, in order. */
    public Collection<Movement> after(long serial) {
        return Collections.unmodifiableCollection(bySerial.tailMap(serial, false).values());
    }

    /** The most records that the movements will add. */
    public int load() {
        return load;
    }

    /** Adds up what is reserved; what is being captured belongs to its hold. */
    public void addTo(BookSums sums) {
        bySerial.values().forEach(each -> sums.add(each.reserved()));
    }

    public long hash() {
        return hash;
    }

    public long bytes() {
        return (long) load * ENTRY_BYTES + textBytes;
    }

    private static long textBytes(Movement movement) {
        Post post = movement.post();
        Batch batch = movement.batch();
        long chars = post == null ? 0 : chars(post.reference()) + chars(post.description());
        if (batch != null) {
            for (Batch.Item each : batch.items()) {
                chars += chars(each.reference()) + chars(each.description());
            }
        }
        return 2 * chars;
    }

    private static long chars(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
