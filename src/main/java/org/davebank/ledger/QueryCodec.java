package org.davebank.ledger;

import static org.davebank.ledger.LedgerCodec.account;
import static org.davebank.ledger.LedgerCodec.constant;
import static org.davebank.ledger.LedgerCodec.optionalText;
import static org.davebank.ledger.LedgerCodec.text;

import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.ledger.LedgerQuery.FindAlias;
import org.davebank.ledger.LedgerQuery.FindAttachment;
import org.davebank.ledger.LedgerQuery.FindByKey;
import org.davebank.ledger.LedgerQuery.GetAccount;
import org.davebank.ledger.LedgerQuery.GetAccountAt;
import org.davebank.ledger.LedgerQuery.GetTransaction;
import org.davebank.ledger.LedgerQuery.History;
import org.davebank.ledger.LedgerQuery.ListAccounts;
import org.davebank.ledger.LedgerQuery.Summary;
import org.davebank.ledger.ReversalLinks.HoldState;
import org.jspecify.annotations.Nullable;

/** Encodes queries; part of {@link LedgerCodec}. */
final class QueryCodec {

    private static final int TAG_GET_ACCOUNT = 1;
    private static final int TAG_GET_ACCOUNT_AT = 2;
    private static final int TAG_LIST_ACCOUNTS = 3;
    private static final int TAG_FIND_ALIAS = 4;
    private static final int TAG_GET_TRANSACTION = 5;
    private static final int TAG_FIND_BY_KEY = 6;
    private static final int TAG_HISTORY = 7;
    private static final int TAG_SUMMARY = 8;
    private static final int TAG_FIND_ATTACHMENT = 9;
    private static final int TAG_OUTCOMES = 10;
    private static final int TAG_MARKED_OUTCOMES = 11;
    private static final int TAG_FIND_CUT = 12;
    private static final int TAG_DELIVERED_AT_MARK = 13;
    private static final int TAG_HISTORY_OF_HOLDS = 14;

    private static final int TEXT_MAX = LedgerLimits.SEARCH_CHARS_MAX;
    private static final TransactionKind[] KINDS = TransactionKind.values();
    private static final HoldState[] HOLDS = HoldState.values();
    private static final TransactionStatus[] STATUSES = TransactionStatus.values();

    private QueryCodec() {}

    static void write(WireWriter out, LedgerQuery query) {
        switch (query) {
            case GetAccount get -> out.u8(TAG_GET_ACCOUNT).varint(get.number().value());
            case GetAccountAt get ->
                    out.u8(TAG_GET_ACCOUNT_AT).varint(get.number().value()).zigzag(get.atMs());
            case ListAccounts list ->
                    out.u8(TAG_LIST_ACCOUNTS)
                            .zigzag(list.after())
                            .varint(page(list.limit()))
                            .optionalText(list.text());
            case FindAlias find -> out.u8(TAG_FIND_ALIAS).text(find.alias());
            case GetTransaction get ->
                    out.u8(TAG_GET_TRANSACTION).i64(get.id().high()).i64(get.id().low());
            case FindByKey find ->
                    out.u8(TAG_FIND_BY_KEY).varint(find.account().value()).text(find.key());
            case History history -> writeHistory(out, history);
            case Summary summary -> out.u8(TAG_SUMMARY);
            case FindAttachment find -> out.u8(TAG_FIND_ATTACHMENT).text(find.sha256());
            case LedgerQuery.Outcomes ask -> {
                out.u8(TAG_OUTCOMES);
                AnswerCodec.writeKeys(out, ask.keys());
            }
            case LedgerQuery.MarkedOutcomes ask -> {
                out.u8(TAG_MARKED_OUTCOMES);
                AnswerCodec.writeKeys(out, ask.keys());
            }
            case LedgerQuery.FindCut find ->
                    out.u8(TAG_FIND_CUT).varint(find.mark()).varint(find.from());
            case LedgerQuery.DeliveredAtMark ask -> {
                out.u8(TAG_DELIVERED_AT_MARK).varint(ask.mark());
                AnswerCodec.writeKeys(out, ask.keys());
            }
        }
    }

    static LedgerQuery readQuery(WireReader in) throws WireException {
        int tag = in.u8();
        return switch (tag) {
            case TAG_GET_ACCOUNT -> new GetAccount(account(in));
            case TAG_GET_ACCOUNT_AT -> new GetAccountAt(account(in), in.zigzag());
            case TAG_LIST_ACCOUNTS ->
                    new ListAccounts(after(in), readPage(in), optionalText(in, TEXT_MAX));
            case TAG_FIND_ALIAS -> new FindAlias(text(in, TEXT_MAX));
            case TAG_GET_TRANSACTION -> new GetTransaction(new TransactionId(in.i64(), in.i64()));
            case TAG_FIND_BY_KEY -> new FindByKey(account(in), text(in, TEXT_MAX));
            case TAG_HISTORY -> readHistory(in, null, null);
            case TAG_HISTORY_OF_HOLDS ->
                    readHistory(
                            in,
                            in.bool() ? constant(in, HOLDS) : null,
                            in.bool() ? new TransactionId(in.i64(), in.i64()) : null);
            case TAG_SUMMARY -> new Summary();
            case TAG_FIND_ATTACHMENT -> new FindAttachment(text(in, 64));
            case TAG_OUTCOMES -> new LedgerQuery.Outcomes(readKeys(in));
            case TAG_MARKED_OUTCOMES -> new LedgerQuery.MarkedOutcomes(readKeys(in));
            case TAG_FIND_CUT -> new LedgerQuery.FindCut(in.varint(), in.count(Integer.MAX_VALUE));
            case TAG_DELIVERED_AT_MARK ->
                    new LedgerQuery.DeliveredAtMark(in.varint(), readKeys(in));
            default -> throw new WireException("unknown query " + tag);
        };
    }

    private static void writeHistory(WireWriter out, History history) {
        AccountNumber account = history.account();
        TransactionFilter filter = history.filter();
        if (filter.isAboutHolds()) {
            writeConstant(out.u8(TAG_HISTORY_OF_HOLDS), filter.hold());
            TransactionId of = filter.ofHold();
            out.bool(of != null);
            if (of != null) {
                out.i64(of.high()).i64(of.low());
            }
        } else {
            out.u8(TAG_HISTORY);
        }
        out.bool(account != null);
        if (account != null) {
            out.varint(account.value());
        }
        writeFilter(out, filter.with(null, null));
        out.zigzag(history.beforeSequence()).varint(page(history.limit()));
    }

    private static History readHistory(
            WireReader in, @Nullable HoldState hold, @Nullable TransactionId ofHold)
            throws WireException {
        return new History(
                in.bool() ? account(in) : null,
                readFilter(in).with(hold, ofHold),
                in.zigzag(),
                readPage(in));
    }

    private static List<MovementKey> readKeys(WireReader in) throws WireException {
        List<MovementKey> keys = AnswerCodec.readKeys(in);
        if (keys.size() > LedgerQuery.Outcomes.KEYS_MAX) {
            throw new WireException("a question about " + keys.size() + " movements");
        }
        return keys;
    }

    private static int page(int limit) {
        return Math.clamp(limit, 1, LedgerLimits.PAGE_MAX);
    }

    private static int readPage(WireReader in) throws WireException {
        int limit = in.count(LedgerLimits.PAGE_MAX);
        if (limit == 0) {
            throw new WireException("a page has at least one row");
        }
        return limit;
    }

    private static int after(WireReader in) throws WireException {
        long after = in.zigzag();
        if ((int) after != after) {
            throw new WireException("an account to continue after fits an int");
        }
        return (int) after;
    }

    private static void writeFilter(WireWriter out, TransactionFilter filter) {
        boolean plain = filter.equals(TransactionFilter.POSTED);
        out.bool(plain);
        if (plain) {
            return;
        }
        out.zigzag(filter.fromMs()).zigzag(filter.toMs());
        out.zigzag(filter.minE4()).zigzag(filter.maxE4());
        writeConstant(out, filter.kind());
        writeConstant(out, filter.status());
        out.bool(filter.anyStatus());
        out.optionalText(filter.text()).optionalText(filter.reference());
        out.optionalText(filter.idempotencyKey());
    }

    private static void writeConstant(WireWriter out, @Nullable Enum<?> constant) {
        out.bool(constant != null);
        if (constant != null) {
            out.varint(constant.ordinal());
        }
    }

    private static TransactionFilter readFilter(WireReader in) throws WireException {
        if (in.bool()) {
            return TransactionFilter.POSTED;
        }
        long fromMs = in.zigzag();
        long toMs = in.zigzag();
        long minE4 = in.zigzag();
        long maxE4 = in.zigzag();
        TransactionKind kind = in.bool() ? constant(in, KINDS) : null;
        TransactionStatus status = in.bool() ? constant(in, STATUSES) : null;
        boolean anyStatus = in.bool();
        return new TransactionFilter(
                fromMs,
                toMs,
                kind,
                minE4,
                maxE4,
                optionalText(in, TEXT_MAX),
                optionalText(in, TEXT_MAX),
                optionalText(in, TEXT_MAX),
                status,
                anyStatus);
    }
}
