package org.davebank.service.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.base.Sha256;
import org.davebank.base.TransactionId;
import org.davebank.directory.Slots;
import org.davebank.ledger.Account;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.Transaction;
import org.davebank.node.wire.Reply;
import org.davebank.service.Caller;
import org.davebank.service.ReadOptions;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.Shards;
import org.davebank.service.files.AttachmentService;
import org.jspecify.annotations.Nullable;

/**
 * Explains how a key is found: from its hash over slot and shard to the nodes that hold it, and the
 * route of a request from this node. Thread-safe; methods block until the answers arrive.
 */
public final class IndexService {

    private final Shards shards;
    private final NetworkService network;
    private final AttachmentService attachments;

    public IndexService(Shards shards, NetworkService network, AttachmentService attachments) {
        this.shards = shards;
        this.network = network;
        this.attachments = attachments;
    }

    /** The kind of a key. */
    public enum Kind {
        ACCOUNT,
        ALIAS,
        TRANSACTION,
        FILE
    }

    /**
     * One step of a look-up.
     *
     * @param kind of the key of this step
     * @param hash its lowest ten bits are the slot; for a file the first 64 bits of its name
     * @param slot -1 for a file, which has none
     * @param shard -1 for a file
     * @param replicas names of the nodes that hold the shard, or the file
     * @param leader null while the shard has none
     * @param route names of the nodes that a request passes, from the one that serves it
     */
    public record Place(
            Kind kind,
            String key,
            long hash,
            int slot,
            int shard,
            List<String> replicas,
            @Nullable String leader,
            long term,
            List<String> route) {
        public Place {
            replicas = List.copyOf(replicas);
            route = List.copyOf(route);
        }
    }

    /**
     * The steps of a look-up, in order.
     *
     * @param exists whether the last place holds the key; null when its shard did not answer
     * @param about description of the record that was found; empty when there is none
     */
    public record Located(String key, List<Place> places, @Nullable Boolean exists, String about) {
        public Located {
            places = List.copyOf(places);
        }
    }

    /**
     * Looks up a key.
     *
     * @param key an account number, a file's SHA-256, a transaction's id, or else an alias
     * @throws ServiceProblem malformed_request for an invalid key, transaction_not_found for an id
     *     that no shard knows: only the record itself says where it is
     */
    public Located locate(Caller caller, String key) {
        caller.require(Role.VIEWER);
        String asked = key.strip();
        if (asked.isEmpty() || asked.length() > LedgerLimits.ALIAS_CHARS_MAX) {
            throw ServiceProblem.of(
                    ProblemCode.MALFORMED_REQUEST,
                    "key has 1 to " + LedgerLimits.ALIAS_CHARS_MAX + " characters");
        }
        NetworkSnapshot snapshot = network.snapshot(caller);
        if (AccountNumber.isValid(asked)) {
            return account(asked, new ArrayList<>(), snapshot);
        }
        String name = asked.toLowerCase(Locale.ROOT);
        if (Sha256.isName(name)) {
            return file(name, snapshot, caller);
        }
        TransactionId id = id(asked);
        return id == null ? alias(asked, snapshot) : transaction(id, snapshot);
    }

    private static @Nullable TransactionId id(String text) {
        try {
            return TransactionId.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private Located account(String key, List<Place> before, NetworkSnapshot snapshot) {
        AccountNumber number = AccountNumber.parse(key);
        before.add(place(Kind.ACCOUNT, key, Slots.hashOf(number), Slots.of(number), snapshot));
        try {
            Account account = shards.account(number);
            return account != null
                    ? new Located(key, before, true, account.holder())
                    : new Located(key, before, false, "");
        } catch (ServiceProblem e) {
            return new Located(key, before, null, String.valueOf(e.getMessage()));
        }
    }

    private Located alias(String alias, NetworkSnapshot snapshot) {
        List<Place> places = new ArrayList<>();
        places.add(place(Kind.ALIAS, alias, Slots.hash(alias), Slots.ofAlias(alias), snapshot));
        try {
            LedgerAnswer answer =
                    shards.read(
                                    shards.ofAlias(alias),
                                    new LedgerQuery.FindAlias(alias),
                                    ReadOptions.STRONG)
                            .answer();
            return answer instanceof LedgerAnswer.AliasFound found && found.account() != null
                    ? account(found.account().toString(), places, snapshot)
                    : new Located(alias, places, false, "");
        } catch (ServiceProblem e) {
            return new Located(alias, places, null, String.valueOf(e.getMessage()));
        }
    }

    /** An id does not determine its shard, so all are asked; the record is where its account is. */
    private Located transaction(TransactionId id, NetworkSnapshot snapshot) {
        for (Reply.Answered answer :
                shards.readAll(new LedgerQuery.GetTransaction(id), ReadOptions.STRONG)) {
            if (answer.answer() instanceof LedgerAnswer.Transactions list
                    && !list.transactions().isEmpty()) {
                Transaction found = list.transactions().getFirst();
                AccountNumber account = found.account();
                Place place =
                        place(
                                Kind.TRANSACTION,
                                id.toString(),
                                Slots.hashOf(account),
                                Slots.of(account),
                                snapshot);
                return new Located(
                        id.toString(),
                        List.of(place),
                        true,
                        "account " + account + ", index " + found.index());
            }
        }
        throw ServiceProblem.of(ProblemCode.TRANSACTION_NOT_FOUND, "there is no transaction " + id);
    }

    /** Files have no slot: the system group records their holders. */
    private Located file(String sha256, NetworkSnapshot snapshot, Caller caller) {
        List<String> holders = attachments.holders(caller, sha256);
        List<String> route = new ArrayList<>(List.of(snapshot.servedBy()));
        if (!holders.isEmpty() && !holders.contains(snapshot.servedBy())) {
            route.add(holders.getFirst());
        }
        Place place =
                new Place(
                        Kind.FILE,
                        sha256,
                        Long.parseUnsignedLong(sha256.substring(0, 16), 16),
                        -1,
                        -1,
                        holders,
                        snapshot.supernode(),
                        snapshot.supernodeTerm(),
                        route);
        return new Located(
                sha256, List.of(place), !holders.isEmpty(), "kept by " + holders.size() + " nodes");
    }

    private Place place(Kind kind, String key, long hash, int slot, NetworkSnapshot snapshot) {
        int number = Slots.shard(slot, shards.count());
        for (NetworkSnapshot.ShardRow shard : snapshot.shards()) {
            if (shard.shard() == number) {
                List<String> route = new ArrayList<>(List.of(snapshot.servedBy()));
                String leader = shard.leader();
                if (leader != null && !leader.equals(snapshot.servedBy())) {
                    route.add(leader);
                }
                return new Place(
                        kind, key, hash, slot, number, shard.voters(), leader, shard.term(), route);
            }
        }
        return new Place(
                kind, key, hash, slot, number, List.of(), null, 0, List.of(snapshot.servedBy()));
    }
}
