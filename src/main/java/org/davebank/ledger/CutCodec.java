package org.davebank.ledger;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.ledger.LedgerAnswer.Cut;
import org.davebank.ledger.LedgerAnswer.CutFound;
import org.davebank.ledger.LedgerAnswer.Leg;
import org.davebank.ledger.LedgerAnswer.Sum;

/** Encodes a shard's part of a cut; part of {@link AnswerCodec}. */
final class CutCodec {

    private static final int SUM_BYTES_MIN = 3;
    private static final int LEG_BYTES_MIN = AnswerCodec.KEY_BYTES_MIN + 4;

    private CutCodec() {}

    static void write(WireWriter out, CutFound found) {
        Cut cut = found.cut();
        out.varint(found.newestMark()).varint(found.workedIndex()).bool(cut != null);
        if (cut == null) {
            return;
        }
        out.varint(cut.mark()).varint(cut.index());
        out.varint(cut.transit().size());
        cut.transit().forEach(sum -> out.text(sum.currency()).zigzag(sum.minor()));
        out.varint(cut.legs().size());
        for (Leg leg : cut.legs()) {
            leg.key().write(out);
            out.varint(leg.toShard()).varint(leg.amountMinor()).text(leg.currency());
        }
        out.bool(cut.more());
    }

    static CutFound read(WireReader in) throws WireException {
        return new CutFound(in.varint(), in.varint(), in.bool() ? readCut(in) : null);
    }

    private static Cut readCut(WireReader in) throws WireException {
        long mark = in.varint();
        long index = in.varint();
        List<Sum> transit = new ArrayList<>();
        for (int left = AnswerCodec.pageSize(in, SUM_BYTES_MIN); left > 0; left--) {
            transit.add(new Sum(LedgerCodec.text(in, 3), in.zigzag()));
        }
        List<Leg> legs = new ArrayList<>();
        for (int left = AnswerCodec.pageSize(in, LEG_BYTES_MIN); left > 0; left--) {
            legs.add(
                    new Leg(
                            MovementKey.read(in),
                            in.count(LedgerLimits.SHARDS_MAX),
                            in.varint(),
                            LedgerCodec.text(in, 3)));
        }
        return new Cut(mark, index, transit, legs, in.bool());
    }
}
