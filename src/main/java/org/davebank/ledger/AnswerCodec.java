package org.davebank.ledger;

import static org.davebank.ledger.LedgerCodec.account;
import static org.davebank.ledger.LedgerCodec.constant;
import static org.davebank.ledger.LedgerCodec.optionalText;
import static org.davebank.ledger.LedgerCodec.text;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.ledger.LedgerAnswer.AccountFound;
import org.davebank.ledger.LedgerAnswer.Accounts;
import org.davebank.ledger.LedgerAnswer.AliasFound;
import org.davebank.ledger.LedgerAnswer.AttachmentFound;
import org.davebank.ledger.LedgerAnswer.MovementOutcomes;
import org.davebank.ledger.LedgerAnswer.ShardSummary;
import org.davebank.ledger.LedgerAnswer.Transactions;
import org.davebank.ledger.LedgerResult.Acknowledged;
import org.davebank.ledger.LedgerResult.AliasBound;
import org.davebank.ledger.LedgerResult.AliasReserved;
import org.davebank.ledger.LedgerResult.Attached;
import org.davebank.ledger.LedgerResult.Begun;
import org.davebank.ledger.LedgerResult.Changed;
import org.davebank.ledger.LedgerResult.Marked;
import org.davebank.ledger.LedgerResult.NoVote;
import org.davebank.ledger.LedgerResult.Noted;
import org.davebank.ledger.LedgerResult.Opened;
import org.davebank.ledger.LedgerResult.Recorded;
import org.davebank.ledger.LedgerResult.Refused;
import org.davebank.ledger.LedgerResult.Undecided;
import org.davebank.ledger.LedgerResult.UploadsFenced;
import org.davebank.ledger.LedgerResult.Voted;

/** Encodes results and answers; part of {@link LedgerCodec}. */
final class AnswerCodec {

    private static final int TAG_OPENED = 1;
    private static final int TAG_RECORDED = 2;
    private static final int TAG_REFUSED = 3;
    private static final int TAG_ALIAS_RESERVED = 4;
    private static final int TAG_ALIAS_BOUND = 5;

    private static final int TAG_ATTACHED = 6;
    private static final int TAG_FENCED = 7;
    private static final int TAG_BEGUN = 8;
    private static final int TAG_UNDECIDED = 9;
    private static final int TAG_VOTED = 10;
    private static final int TAG_ACKNOWLEDGED = 11;
    private static final int TAG_NO_VOTE = 12;
    private static final int TAG_NOTED = 13;
    private static final int TAG_MARKED = 14;
    private static final int TAG_CHANGED = 15;
    private static final int TAG_VOTED_ITEM = 16;

    private static final int TAG_ACCOUNT_FOUND = 1;
    private static final int TAG_ACCOUNTS = 2;
    private static final int TAG_ALIAS_FOUND = 3;
    private static final int TAG_TRANSACTIONS = 4;
    private static final int TAG_SHARD_SUMMARY = 5;
    private static final int TAG_ATTACHMENT_FOUND = 6;
    private static final int TAG_OUTCOMES = 7;
    private static final int TAG_MARKED_OUTCOMES = 8;
    private static final int TAG_CUT_FOUND = 9;
    private static final int TAG_DELIVERED_AT_MARK = 10;

    /** In an account's status: what is held follows. */
    private static final int HAS_HELD = 0x08;

    /** In a transaction's kind: its links with reversals and holds follow, or what a batch has. */
    private static final int HAS_LINKS = 0x10;

    private static final int HAS_ITEMS = 0x20;
    private static final int LINKS_MASK = HAS_LINKS | HAS_ITEMS;

    private static final AccountStatus[] ACCOUNT_STATUSES = AccountStatus.values();
    private static final TransactionKind[] KINDS = TransactionKind.values();
    private static final TransactionStatus[] STATUSES = TransactionStatus.values();
    private static final RejectionCode[] CODES = RejectionCode.values();
    private static final ReversalLinks.HoldState[] HOLD_STATES = ReversalLinks.HoldState.values();

    /** Minimum size of an encoded account and transaction. */
    private static final int ACCOUNT_BYTES_MIN = 11;

    private static final int TRANSACTION_BYTES_MIN = 32;
    static final int KEY_BYTES_MIN = 18;

    private AnswerCodec() {}

    static void write(WireWriter out, LedgerResult result) {
        switch (result) {
            case Opened opened -> {
                out.u8(TAG_OPENED).bool(opened.replayed());
                writeAccount(out, opened.account());
                out.text(opened.requestId());
            }
            case Recorded recorded -> {
                out.u8(TAG_RECORDED).bool(recorded.replayed());
                writeTransaction(out, recorded.transaction());
            }
            case Refused refused ->
                    out.u8(TAG_REFUSED).varint(refused.code().ordinal()).text(refused.message());
            case Changed changed -> {
                RejectionCode rejection = changed.rejection();
                out.u8(TAG_CHANGED).bool(changed.replayed()).bool(rejection != null);
                if (rejection != null) {
                    out.varint(rejection.ordinal());
                }
                writeAccount(out, changed.account());
            }
            case AliasReserved reserved -> out.u8(TAG_ALIAS_RESERVED).text(reserved.alias());
            case AliasBound bound ->
                    out.u8(TAG_ALIAS_BOUND).text(bound.alias()).varint(bound.account().value());
            case Attached attached -> {
                out.u8(TAG_ATTACHED).bool(attached.replayed());
                attached.attachment().write(out);
            }
            case UploadsFenced fenced -> {
                out.u8(TAG_FENCED);
                LedgerCodec.writeTexts(out, fenced.referenced());
            }
            case Begun begun -> {
                begun.key().write(out.u8(TAG_BEGUN));
                out.bool(begun.joined());
            }
            case Undecided undecided ->
                    out.u8(TAG_UNDECIDED)
                            .varint(undecided.account().value())
                            .i64(undecided.standing());
            case Voted voted -> {
                RejectionCode rejection = voted.rejection();
                out.u8(voted.item() < 0 ? TAG_VOTED : TAG_VOTED_ITEM).bool(rejection != null);
                if (rejection != null) {
                    out.varint(rejection.ordinal());
                }
                out.varint(voted.stampMs());
                if (voted.item() >= 0) {
                    out.varint(voted.item());
                }
            }
            case Acknowledged done -> out.u8(TAG_ACKNOWLEDGED);
            case NoVote none -> out.u8(TAG_NO_VOTE);
            case Noted noted -> out.u8(TAG_NOTED);
            case Marked marked -> out.u8(TAG_MARKED).varint(marked.mark()).varint(marked.index());
            case LedgerResult.OfAlias ofAlias -> AliasCodec.write(out, ofAlias);
        }
    }

    static LedgerResult readResult(WireReader in) throws WireException {
        int tag = in.u8();
        return switch (tag) {
            case TAG_OPENED -> {
                boolean replayed = in.bool();
                Account account = readAccount(in);
                yield new Opened(account, replayed, text(in, LedgerLimits.REQUEST_ID_CHARS_MAX));
            }
            case TAG_RECORDED -> {
                boolean replayed = in.bool();
                yield new Recorded(readTransaction(in), replayed);
            }
            case TAG_REFUSED ->
                    new Refused(constant(in, CODES), text(in, LedgerLimits.MESSAGE_CHARS_MAX));
            case TAG_CHANGED -> {
                boolean replayed = in.bool();
                RejectionCode rejection = in.bool() ? constant(in, CODES) : null;
                yield new Changed(readAccount(in), rejection, replayed);
            }
            case TAG_ALIAS_RESERVED -> new AliasReserved(text(in, LedgerLimits.ALIAS_CHARS_MAX));
            case TAG_ALIAS_BOUND ->
                    new AliasBound(text(in, LedgerLimits.ALIAS_CHARS_MAX), account(in));
            case TAG_ATTACHED -> {
                boolean replayed = in.bool();
                yield new Attached(Attachment.read(in), replayed);
            }
            case TAG_FENCED ->
                    new UploadsFenced(LedgerCodec.readTexts(in, LedgerLimits.FENCED_FILES_MAX, 64));
            case TAG_BEGUN -> new Begun(MovementKey.read(in), in.bool());
            case TAG_UNDECIDED -> new Undecided(account(in), in.i64());
            case TAG_VOTED -> new Voted(in.bool() ? constant(in, CODES) : null, in.varint());
            case TAG_VOTED_ITEM -> {
                RejectionCode rejection = in.bool() ? constant(in, CODES) : null;
                long stampMs = in.varint();
                yield new Voted(rejection, in.count(LedgerLimits.BATCH_ITEMS_MAX - 1), stampMs);
            }
            case TAG_ACKNOWLEDGED -> new Acknowledged();
            case TAG_NO_VOTE -> new NoVote();
            case TAG_NOTED -> new Noted();
            case TAG_MARKED -> new Marked(in.varint(), in.varint());
            default -> AliasCodec.readResult(in, tag);
        };
    }

    static void write(WireWriter out, LedgerAnswer answer) {
        switch (answer) {
            case AccountFound found -> {
                Account account = found.account();
                out.u8(TAG_ACCOUNT_FOUND).bool(account != null);
                if (account != null) {
                    writeAccount(out, account);
                }
            }
            case Accounts accounts -> {
                out.u8(TAG_ACCOUNTS).bool(accounts.more()).varint(accounts.accounts().size());
                accounts.accounts().forEach(account -> writeAccount(out, account));
            }
            case AliasFound found -> {
                AccountNumber account = found.account();
                out.u8(TAG_ALIAS_FOUND).bool(account != null);
                if (account != null) {
                    out.varint(account.value());
                }
            }
            case Transactions found -> {
                out.u8(TAG_TRANSACTIONS).zigzag(found.nextBefore());
                out.varint(found.transactions().size());
                found.transactions().forEach(one -> writeTransaction(out, one));
            }
            case AttachmentFound found -> {
                Attachment attachment = found.attachment();
                out.u8(TAG_ATTACHMENT_FOUND).bool(attachment != null);
                if (attachment != null) {
                    attachment.write(out);
                }
            }
            case ShardSummary summary ->
                    out.u8(TAG_SHARD_SUMMARY)
                            .varint(summary.index())
                            .varint(summary.accounts())
                            .varint(summary.transactions())
                            .varint(summary.rejected())
                            .zigzag(summary.sumMinor())
                            .zigzag(summary.cashMinor());
            case MovementOutcomes outcomes -> writeOutcomes(out.u8(TAG_OUTCOMES), outcomes);
            case LedgerAnswer.MarkedOutcomes marked ->
                    writeOutcomes(
                            out.u8(TAG_MARKED_OUTCOMES).varint(marked.mark()), marked.outcomes());
            case LedgerAnswer.CutFound found -> CutCodec.write(out.u8(TAG_CUT_FOUND), found);
            case LedgerAnswer.DeliveredAtMark delivered -> {
                out.u8(TAG_DELIVERED_AT_MARK).bool(delivered.known());
                writeKeys(out, delivered.keys());
            }
        }
    }

    static LedgerAnswer readAnswer(WireReader in) throws WireException {
        int tag = in.u8();
        return switch (tag) {
            case TAG_ACCOUNT_FOUND -> new AccountFound(in.bool() ? readAccount(in) : null);
            case TAG_ACCOUNTS -> {
                boolean more = in.bool();
                List<Account> page = new ArrayList<>();
                for (int left = pageSize(in, ACCOUNT_BYTES_MIN); left > 0; left--) {
                    page.add(readAccount(in));
                }
                yield new Accounts(page, more);
            }
            case TAG_ALIAS_FOUND -> new AliasFound(in.bool() ? account(in) : null);
            case TAG_TRANSACTIONS -> {
                long nextBefore = in.zigzag();
                List<Transaction> page = new ArrayList<>();
                for (int left = pageSize(in, TRANSACTION_BYTES_MIN); left > 0; left--) {
                    page.add(readTransaction(in));
                }
                yield new Transactions(page, nextBefore);
            }
            case TAG_SHARD_SUMMARY ->
                    new ShardSummary(
                            in.varint(),
                            in.varint(),
                            in.varint(),
                            in.varint(),
                            in.zigzag(),
                            in.zigzag());
            case TAG_ATTACHMENT_FOUND ->
                    new AttachmentFound(in.bool() ? Attachment.read(in) : null);
            case TAG_OUTCOMES -> readOutcomes(in);
            case TAG_MARKED_OUTCOMES ->
                    new LedgerAnswer.MarkedOutcomes(in.varint(), readOutcomes(in));
            case TAG_CUT_FOUND -> CutCodec.read(in);
            case TAG_DELIVERED_AT_MARK -> new LedgerAnswer.DeliveredAtMark(in.bool(), readKeys(in));
            default -> throw new WireException("unknown answer " + tag);
        };
    }

    private static void writeOutcomes(WireWriter out, MovementOutcomes outcomes) {
        LedgerCodec.writeCommands(out, outcomes.decided());
        writeKeys(out, outcomes.unknown());
    }

    private static MovementOutcomes readOutcomes(WireReader in) throws WireException {
        List<MovementCommand> decided = new ArrayList<>();
        for (LedgerCommand each : LedgerCodec.readCommands(in)) {
            if (!(each instanceof MovementCommand step)) {
                throw new WireException("an outcome is a step of a movement");
            }
            decided.add(step);
        }
        return new MovementOutcomes(decided, readKeys(in));
    }

    static void writeKeys(WireWriter out, List<MovementKey> keys) {
        out.varint(keys.size());
        keys.forEach(key -> key.write(out));
    }

    static List<MovementKey> readKeys(WireReader in) throws WireException {
        List<MovementKey> keys = new ArrayList<>();
        for (int left = pageSize(in, KEY_BYTES_MIN); left > 0; left--) {
            keys.add(MovementKey.read(in));
        }
        return keys;
    }

    static int pageSize(WireReader in, int elementBytesMin) throws WireException {
        int size = in.listSize(elementBytesMin);
        if (size > LedgerLimits.PAGE_MAX) {
            throw new WireException("a page of " + size);
        }
        return size;
    }

    private static void writeAccount(WireWriter out, Account account) {
        out.varint(account.number().value()).text(account.holder()).text(account.currency());
        int held = account.heldMinor() != 0 ? HAS_HELD : 0;
        out.varint(account.status().ordinal() | held).varint(account.overdraftLimitMinor());
        out.zigzag(account.balanceMinor()).zigzag(account.valueBalanceMinor());
        out.zigzag(account.availableMinor()).zigzag(account.asOfMs()).varint(account.version());
        out.zigzag(account.openedAtMs());
        LedgerCodec.writeTexts(out, account.aliases());
        if (held != 0) {
            out.varint(account.heldMinor());
        }
    }

    private static Account readAccount(WireReader in) throws WireException {
        AccountNumber number = account(in);
        String holder = text(in, LedgerLimits.HOLDER_CHARS_MAX);
        String currency = text(in, 3);
        int status = in.count(HAS_HELD + ACCOUNT_STATUSES.length - 1);
        if ((status & ~HAS_HELD) >= ACCOUNT_STATUSES.length) {
            throw new WireException("unknown status " + status);
        }
        return new Account(
                number,
                holder,
                currency,
                ACCOUNT_STATUSES[status & ~HAS_HELD],
                in.varint(),
                in.zigzag(),
                in.zigzag(),
                in.zigzag(),
                in.zigzag(),
                in.varint(),
                in.zigzag(),
                LedgerCodec.readTexts(in, LedgerLimits.ALIASES_MAX, LedgerLimits.ALIAS_CHARS_MAX),
                (status & HAS_HELD) != 0 ? in.varint() : 0);
    }

    private static void writeTransaction(WireWriter out, Transaction one) {
        AccountNumber to = one.toAccount();
        RejectionCode code = one.code();
        out.i64(one.id().high()).i64(one.id().low()).optionalText(one.idempotencyKey());
        int links = links(one.links());
        out.u8(one.kind().ordinal() | links).varint(one.account().value()).bool(to != null);
        if (to != null) {
            out.varint(to.value());
        }
        out.varint(one.amountMinor()).text(one.currency());
        out.zigzag(one.committedAtMs()).zigzag(one.effectiveAtMs() - one.committedAtMs());
        out.optionalText(one.reference()).optionalText(one.description());
        out.text(one.by()).text(one.requestId());
        out.u8(one.status().ordinal()).bool(code != null);
        if (code != null) {
            out.varint(code.ordinal());
        }
        out.zigzag(one.balanceAfterMinor()).varint(one.index()).varint(one.sequence());
        out.varint(one.attachments().size());
        one.attachments().forEach(each -> each.write(out));
        ReversalLinks.Items items = one.links().items();
        if (items != null) {
            out.varint(items.count()).varint(items.failed() + 1L);
        } else if (links != 0) {
            writeLinks(out, one.links());
        }
    }

    private static int links(ReversalLinks links) {
        if (links.items() != null) {
            return HAS_ITEMS;
        }
        return links.equals(ReversalLinks.NONE) ? 0 : HAS_LINKS;
    }

    private static ReversalLinks readItems(WireReader in) throws WireException {
        int count = in.count(LedgerLimits.BATCH_ITEMS_MAX);
        int failed = in.count(LedgerLimits.BATCH_ITEMS_MAX) - 1;
        return new ReversalLinks(
                null, false, 0, List.of(), null, new ReversalLinks.Items(count, failed));
    }

    private static void writeLinks(WireWriter out, ReversalLinks links) {
        TransactionId reverses = links.reverses();
        out.bool(reverses != null);
        if (reverses != null) {
            out.i64(reverses.high()).i64(reverses.low());
        }
        out.bool(links.credits()).varint(links.reversedMinor());
        out.varint(links.reversedBy().size());
        links.reversedBy().forEach(each -> out.i64(each.high()).i64(each.low()));
        ReversalLinks.Hold hold = links.hold();
        out.bool(hold != null);
        if (hold != null) {
            TransactionId of = hold.of();
            out.bool(of != null);
            if (of != null) {
                out.i64(of.high()).i64(of.low());
            }
            out.u8(hold.state() == null ? 0 : hold.state().ordinal() + 1);
            out.varint(hold.remainingMinor()).varint(hold.expiresAtMs());
        }
    }

    private static ReversalLinks.Hold readHold(WireReader in) throws WireException {
        TransactionId of = in.bool() ? new TransactionId(in.i64(), in.i64()) : null;
        int state = in.count(HOLD_STATES.length);
        return new ReversalLinks.Hold(
                of, state == 0 ? null : HOLD_STATES[state - 1], in.varint(), in.varint());
    }

    private static ReversalLinks readLinks(WireReader in, int kind) throws WireException {
        if ((kind & HAS_ITEMS) != 0) {
            return readItems(in);
        }
        return (kind & HAS_LINKS) != 0 ? readLinks(in) : ReversalLinks.NONE;
    }

    private static ReversalLinks readLinks(WireReader in) throws WireException {
        TransactionId reverses = in.bool() ? new TransactionId(in.i64(), in.i64()) : null;
        boolean credits = in.bool();
        long reversedMinor = in.varint();
        List<TransactionId> reversedBy = new ArrayList<>();
        for (int left = in.count(ReversalLinks.SHOWN_MAX); left > 0; left--) {
            reversedBy.add(new TransactionId(in.i64(), in.i64()));
        }
        return new ReversalLinks(
                reverses, credits, reversedMinor, reversedBy, in.bool() ? readHold(in) : null);
    }

    private static Transaction readTransaction(WireReader in) throws WireException {
        TransactionId id = new TransactionId(in.i64(), in.i64());
        String key = optionalText(in, LedgerLimits.KEY_CHARS_MAX);
        int kind = in.count(LINKS_MASK + KINDS.length - 1);
        if ((kind & ~LINKS_MASK) >= KINDS.length || (kind & LINKS_MASK) == LINKS_MASK) {
            throw new WireException("unknown kind " + kind);
        }
        AccountNumber account = account(in);
        AccountNumber to = in.bool() ? account(in) : null;
        long amountMinor = in.varint();
        String currency = text(in, 3);
        long committedAtMs = in.zigzag();
        long effectiveAtMs = committedAtMs + in.zigzag();
        return new Transaction(
                id,
                key,
                KINDS[kind & ~LINKS_MASK],
                account,
                to,
                amountMinor,
                currency,
                committedAtMs,
                effectiveAtMs,
                optionalText(in, LedgerLimits.REFERENCE_CHARS_MAX),
                optionalText(in, LedgerLimits.DESCRIPTION_CHARS_MAX),
                text(in, LedgerLimits.BY_CHARS_MAX),
                text(in, LedgerLimits.REQUEST_ID_CHARS_MAX),
                constant(in, STATUSES),
                in.bool() ? constant(in, CODES) : null,
                in.zigzag(),
                in.varint(),
                in.varint(),
                readAttachments(in),
                readLinks(in, kind));
    }

    private static List<Attachment> readAttachments(WireReader in) throws WireException {
        int count = in.count(LedgerLimits.ATTACHMENTS_PER_TRANSACTION_MAX);
        List<Attachment> attachments = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            attachments.add(Attachment.read(in));
        }
        return attachments;
    }
}
