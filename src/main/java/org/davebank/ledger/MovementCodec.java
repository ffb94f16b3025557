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
import org.davebank.ledger.MovementCommand.Begin;
import org.davebank.ledger.MovementCommand.BeginBatch;
import org.davebank.ledger.MovementCommand.Cancel;
import org.davebank.ledger.MovementCommand.Decide;
import org.davebank.ledger.MovementCommand.Deliver;
import org.davebank.ledger.MovementCommand.Expect;
import org.davebank.ledger.MovementCommand.ExpectBatch;
import org.davebank.ledger.MovementCommand.Expire;
import org.davebank.ledger.MovementCommand.Forget;
import org.davebank.ledger.MovementCommand.Mark;

/** Encodes the steps of movements between shards; part of {@link LedgerCodec}. */
final class MovementCodec {

    /** The tags of these steps and those of {@link LedgerCodec} are different ones. */
    static final int TAG_BEGIN = 7;

    private static final int TAG_EXPECT = 8;
    private static final int TAG_DECIDE = 9;
    private static final int TAG_DELIVER = 10;
    private static final int TAG_CANCEL = 11;
    private static final int TAG_FORGET = 12;
    private static final int TAG_GIVE_BACK = 13;
    private static final int TAG_MARK = 14;

    /** 15 is a tag of {@link LedgerCodec}. */
    private static final int TAG_EXPIRE = 16;

    private static final int TAG_BEGIN_BATCH = 17;
    private static final int TAG_EXPECT_BATCH = 18;
    private static final int TAG_DECIDE_ITEM = 19;

    /** Minimum size of an item. */
    private static final int ITEM_BYTES_MIN = 10;

    private static final RejectionCode[] CODES = RejectionCode.values();
    private static final PostingMode[] MODES = PostingMode.values();
    private static final TransactionKind[] KINDS = TransactionKind.values();

    private MovementCodec() {}

    static int tag(MovementCommand command) {
        return switch (command) {
            case Begin begin -> TAG_BEGIN;
            case Expect expect -> TAG_EXPECT;
            case BeginBatch begin -> TAG_BEGIN_BATCH;
            case ExpectBatch expect -> TAG_EXPECT_BATCH;
            case Decide decide -> decide.item() < 0 ? TAG_DECIDE : TAG_DECIDE_ITEM;
            case Deliver deliver -> deliver.reverses() == null ? TAG_DELIVER : TAG_GIVE_BACK;
            case Cancel cancel -> TAG_CANCEL;
            case Forget forget -> TAG_FORGET;
            case Mark mark -> TAG_MARK;
            case Expire expire -> TAG_EXPIRE;
        };
    }

    /** Size of the body, without tag and origin. */
    static int bytes(MovementCommand command) {
        WireWriter out = new WireWriter();
        write(out, command);
        return out.size();
    }

    static void write(WireWriter out, MovementCommand command) {
        switch (command) {
            case Begin begin -> {
                out.varint(begin.toShard());
                LedgerCodec.writePost(out, begin.post());
            }
            case Expect expect -> {
                expect.key().write(out);
                out.varint(expect.fromShard()).varint(expect.to().value());
                out.varint(expect.amountMinor()).text(expect.currency()).u8(expect.scale());
                out.bool(expect.checked());
            }
            case Decide decide -> {
                RejectionCode rejection = decide.rejection();
                decide.key().write(out);
                out.bool(rejection != null);
                if (rejection != null) {
                    out.varint(rejection.ordinal());
                }
                out.varint(decide.votedAtMs());
                if (decide.item() >= 0) {
                    out.varint(decide.item());
                }
            }
            case BeginBatch begin -> {
                Batch batch = begin.batch();
                out.i64(batch.id().high()).i64(batch.id().low()).optionalText(batch.key());
                writeItems(out, batch.items());
            }
            case ExpectBatch expect -> {
                expect.key().write(out);
                out.varint(expect.fromShard()).varint(expect.shard());
                writeItems(out, expect.items());
            }
            case Deliver deliver -> {
                deliver.key().write(out);
                out.varint(deliver.decidedAtMs()).zigzag(deliver.effectiveAtMs());
                out.optionalText(deliver.reference()).optionalText(deliver.description());
                out.u8(deliver.mode().ordinal());
                TransactionId reverses = deliver.reverses();
                if (reverses != null) {
                    out.i64(reverses.high()).i64(reverses.low());
                }
            }
            case Cancel cancel -> cancel.key().write(out);
            case Forget forget -> forget.key().write(out);
            case Mark mark -> out.varint(mark.number());
            case Expire expire ->
                    out.varint(expire.account().value())
                            .i64(expire.hold().high())
                            .i64(expire.hold().low());
        }
    }

    static MovementCommand read(WireReader in, int tag, String by, String requestId)
            throws WireException {
        return switch (tag) {
            case TAG_BEGIN -> {
                int toShard = in.count(LedgerLimits.SHARDS_MAX);
                yield new Begin(LedgerCodec.readPost(in, by, requestId), toShard);
            }
            case TAG_EXPECT ->
                    new Expect(
                            MovementKey.read(in),
                            in.count(LedgerLimits.SHARDS_MAX),
                            account(in),
                            in.varint(),
                            text(in, 3),
                            in.u8(),
                            in.bool());
            case TAG_DECIDE ->
                    new Decide(
                            MovementKey.read(in),
                            in.bool() ? constant(in, CODES) : null,
                            in.varint());
            case TAG_DECIDE_ITEM -> {
                MovementKey key = MovementKey.read(in);
                RejectionCode rejection = in.bool() ? constant(in, CODES) : null;
                long votedAtMs = in.varint();
                yield new Decide(
                        key, rejection, in.count(LedgerLimits.BATCH_ITEMS_MAX - 1), votedAtMs);
            }
            case TAG_BEGIN_BATCH ->
                    new BeginBatch(
                            new Batch(
                                    new TransactionId(in.i64(), in.i64()),
                                    optionalText(in, LedgerLimits.KEY_CHARS_MAX),
                                    readItems(in),
                                    by,
                                    requestId));
            case TAG_EXPECT_BATCH ->
                    new ExpectBatch(
                            MovementKey.read(in),
                            in.count(LedgerLimits.SHARDS_MAX),
                            in.count(LedgerLimits.SHARDS_MAX),
                            readItems(in));
            case TAG_DELIVER, TAG_GIVE_BACK ->
                    new Deliver(
                            MovementKey.read(in),
                            in.varint(),
                            in.zigzag(),
                            optionalText(in, LedgerLimits.REFERENCE_CHARS_MAX),
                            optionalText(in, LedgerLimits.DESCRIPTION_CHARS_MAX),
                            constant(in, MODES),
                            tag == TAG_GIVE_BACK ? new TransactionId(in.i64(), in.i64()) : null,
                            by,
                            requestId);
            case TAG_CANCEL -> new Cancel(MovementKey.read(in));
            case TAG_FORGET -> new Forget(MovementKey.read(in));
            case TAG_MARK -> new Mark(in.varint());
            case TAG_EXPIRE -> new Expire(account(in), new TransactionId(in.i64(), in.i64()));
            default -> throw new WireException("unknown command " + tag);
        };
    }

    static void writeItems(WireWriter out, List<Batch.Item> items) {
        out.varint(items.size());
        for (Batch.Item each : items) {
            AccountNumber to = each.toAccount();
            out.varint(each.number()).u8(each.kind().ordinal());
            out.varint(each.account().value()).varint(each.shard());
            if (to != null) {
                out.varint(to.value()).varint(each.toShard());
            }
            out.varint(each.amountMinor()).text(each.currency()).u8(each.scale());
            out.optionalText(each.reference()).optionalText(each.description());
        }
    }

    private static List<Batch.Item> readItems(WireReader in) throws WireException {
        int count = in.listSize(ITEM_BYTES_MIN);
        if (count > LedgerLimits.BATCH_ITEMS_MAX) {
            throw new WireException("a batch of " + count);
        }
        List<Batch.Item> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int number = in.count(LedgerLimits.BATCH_ITEMS_MAX);
            TransactionKind kind = constant(in, KINDS);
            boolean transfer = kind == TransactionKind.TRANSFER;
            items.add(
                    new Batch.Item(
                            number,
                            kind,
                            account(in),
                            in.count(LedgerLimits.SHARDS_MAX),
                            transfer ? account(in) : null,
                            transfer ? in.count(LedgerLimits.SHARDS_MAX) : 0,
                            in.varint(),
                            text(in, 3),
                            in.u8(),
                            optionalText(in, LedgerLimits.REFERENCE_CHARS_MAX),
                            optionalText(in, LedgerLimits.DESCRIPTION_CHARS_MAX)));
        }
        return items;
    }
}
