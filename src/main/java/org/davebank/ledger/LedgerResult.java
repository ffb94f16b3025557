package org.davebank.ledger;

import java.util.List;
import org.davebank.base.AccountNumber;
import org.jspecify.annotations.Nullable;

/** The result of one {@link LedgerCommand}. Business rejections are values. */
public sealed interface LedgerResult {

    /**
     * The account is open.
     *
     * @param replayed an earlier attempt had opened it
     * @param requestId request id of the attempt that opened it
     */
    record Opened(Account account, boolean replayed, String requestId) implements LedgerResult {}

    /** Recorded, POSTED or REJECTED; {@code replayed} if an earlier attempt had recorded it. */
    record Recorded(Transaction transaction, boolean replayed) implements LedgerResult {}

    /** Refused without a record: nothing changed, and a retry is decided again. */
    record Refused(RejectionCode code, String message) implements LedgerResult {}

    /**
     * A change of an account was decided.
     *
     * @param account the account right after the decision, as of its stamp
     * @param rejection null if the account is as was asked for
     * @param replayed an earlier attempt was decided this way
     */
    record Changed(Account account, @Nullable RejectionCode rejection, boolean replayed)
            implements LedgerResult {}

    /** The alias is reserved for the caller's key and not bound yet. */
    record AliasReserved(String alias) implements LedgerResult {}

    /** The alias is bound to this account. */
    record AliasBound(String alias, AccountNumber account) implements LedgerResult {}

    /** The result of a step around a change of aliases; never an answer to a client. */
    sealed interface OfAlias extends LedgerResult {}

    /** Nothing changed, because the change adds these aliases, which are not claimed for it. */
    record AliasesMissing(List<String> aliases) implements OfAlias {
        public AliasesMissing {
            aliases = List.copyOf(aliases);
        }
    }

    /**
     * Who has an alias.
     *
     * @param account the account that it is claimed for or bound to, or null
     * @param key the key of the change that it is claimed for, or null
     * @param record its newest record; {@link LedgerCommand.FreeAlias#NO_RECORD} when it is free
     */
    record AliasHolder(
            String alias, @Nullable AccountNumber account, @Nullable String key, long record)
            implements OfAlias {}

    /**
     * The change of the account under the key is decided, or will never be anything but rejected.
     *
     * @param aliases those that the account has
     * @param before whether it was decided before
     */
    record GivenUp(List<String> aliases, boolean before) implements OfAlias {
        public GivenUp {
            aliases = List.copyOf(aliases);
        }
    }

    /**
     * The file is attached to the transaction.
     *
     * @param replayed an earlier attempt had attached it
     */
    record Attached(Attachment attachment, boolean replayed) implements LedgerResult {}

    /** Which of the requested files are attached to transactions of this shard. */
    record UploadsFenced(List<String> referenced) implements LedgerResult {
        public UploadsFenced {
            referenced = List.copyOf(referenced);
        }
    }

    /** The result of a step between shards; no client gets one. */
    sealed interface Step extends LedgerResult {}

    /**
     * A movement between shards has begun, or a repeated request has joined it. The leader answers
     * its client only after the decision.
     *
     * @param joined an earlier request had begun it
     */
    record Begun(MovementKey key, boolean joined) implements Step {}

    /**
     * Nothing changed, because the verdict depends on a movement of the account that is undecided.
     * The leader repeats the command after the next change of the account.
     *
     * @param standing what the account had; see {@code Ledger.standing}
     */
    record Undecided(AccountNumber account, long standing) implements Step {}

    /**
     * A participant's vote about a movement; an acceptance holds until the decision.
     *
     * @param rejection null if it accepts
     * @param item number of the item of a batch that it rejects; -1 if there is none
     * @param stampMs stamp of the entry
     */
    record Voted(@Nullable RejectionCode rejection, int item, long stampMs) implements Step {

        /** A vote that is about no item of a batch. */
        public Voted(@Nullable RejectionCode rejection, long stampMs) {
            this(rejection, -1, stampMs);
        }
    }

    /** A participant has booked the decision or has nothing to book. */
    record Acknowledged() implements Step {}

    /** No vote now, because a limit is reached; ask again later. */
    record NoVote() implements Step {}

    /**
     * The shard's newest mark, which may be a later one than that of the command.
     *
     * @param mark its number; 0 before the first
     * @param index of the entry that took it
     */
    record Marked(long mark, long index) implements Step {}

    /** A step that needs no answer is done, or was done before. */
    record Noted() implements Step {}
}
