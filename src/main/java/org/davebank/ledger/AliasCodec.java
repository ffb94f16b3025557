package org.davebank.ledger;

import static org.davebank.ledger.LedgerCodec.account;
import static org.davebank.ledger.LedgerCodec.optionalText;
import static org.davebank.ledger.LedgerCodec.readTexts;
import static org.davebank.ledger.LedgerCodec.text;
import static org.davebank.ledger.LedgerCodec.writeTexts;
import static org.davebank.ledger.LedgerLimits.ALIASES_MAX;
import static org.davebank.ledger.LedgerLimits.ALIAS_CHARS_MAX;
import static org.davebank.ledger.LedgerLimits.KEY_CHARS_MAX;

import org.davebank.base.AccountNumber;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.ledger.LedgerCommand.AliasStep;
import org.davebank.ledger.LedgerCommand.ClaimAlias;
import org.davebank.ledger.LedgerCommand.FreeAlias;
import org.davebank.ledger.LedgerCommand.GiveUpChange;
import org.davebank.ledger.LedgerCommand.WantedAliases;
import org.davebank.ledger.LedgerResult.AliasHolder;
import org.davebank.ledger.LedgerResult.AliasesMissing;
import org.davebank.ledger.LedgerResult.GivenUp;
import org.davebank.ledger.LedgerResult.OfAlias;

/** Encodes what is about changes of aliases; part of {@link LedgerCodec} and {@link AnswerCodec}. */
final class AliasCodec {

    /** A change of an account with {@link WantedAliases} behind the rest. */
    static final int TAG_CHANGE = 20;

    private static final int TAG_CLAIM = 21;
    private static final int TAG_FREE = 22;
    private static final int TAG_GIVE_UP = 23;

    /** Tags of results; {@link AnswerCodec} has those below. */
    private static final int TAG_MISSING = 20;

    private static final int TAG_HOLDER = 21;
    private static final int TAG_GIVEN_UP = 22;

    private AliasCodec() {}

    static int tag(AliasStep step) {
        return switch (step) {
            case ClaimAlias claim -> TAG_CLAIM;
            case FreeAlias free -> TAG_FREE;
            case GiveUpChange giveUp -> TAG_GIVE_UP;
        };
    }

    static boolean isStep(int tag) {
        return tag == TAG_CLAIM || tag == TAG_FREE || tag == TAG_GIVE_UP;
    }

    static void write(WireWriter out, AliasStep step) {
        switch (step) {
            case ClaimAlias claim ->
                    out.text(claim.alias()).varint(claim.account().value()).text(claim.key());
            case FreeAlias free -> out.text(free.alias()).zigzag(free.record());
            case GiveUpChange giveUp ->
                    out.varint(giveUp.account().value()).optionalText(giveUp.key());
        }
    }

    static AliasStep read(WireReader in, int tag, String by, String requestId)
            throws WireException {
        return switch (tag) {
            case TAG_CLAIM ->
                    new ClaimAlias(
                            text(in, ALIAS_CHARS_MAX),
                            account(in),
                            text(in, KEY_CHARS_MAX),
                            by,
                            requestId);
            case TAG_FREE -> new FreeAlias(text(in, ALIAS_CHARS_MAX), in.zigzag(), by, requestId);
            case TAG_GIVE_UP ->
                    new GiveUpChange(account(in), optionalText(in, KEY_CHARS_MAX), by, requestId);
            default -> throw new WireException("no step around a change of aliases: " + tag);
        };
    }

    static void write(WireWriter out, WantedAliases wanted) {
        writeTexts(out, wanted.all());
        writeTexts(out, wanted.claimed());
    }

    static WantedAliases readWanted(WireReader in) throws WireException {
        return new WantedAliases(
                readTexts(in, ALIASES_MAX, ALIAS_CHARS_MAX),
                readTexts(in, ALIASES_MAX, ALIAS_CHARS_MAX));
    }

    static void write(WireWriter out, OfAlias result) {
        switch (result) {
            case AliasesMissing missing -> writeTexts(out.u8(TAG_MISSING), missing.aliases());
            case AliasHolder holder -> {
                AccountNumber account = holder.account();
                out.u8(TAG_HOLDER).text(holder.alias()).bool(account != null);
                if (account != null) {
                    out.varint(account.value());
                }
                out.optionalText(holder.key()).zigzag(holder.record());
            }
            case GivenUp givenUp -> {
                out.u8(TAG_GIVEN_UP).bool(givenUp.before());
                writeTexts(out, givenUp.aliases());
            }
        }
    }

    static OfAlias readResult(WireReader in, int tag) throws WireException {
        return switch (tag) {
            case TAG_MISSING -> new AliasesMissing(readTexts(in, ALIASES_MAX, ALIAS_CHARS_MAX));
            case TAG_HOLDER ->
                    new AliasHolder(
                            text(in, ALIAS_CHARS_MAX),
                            in.bool() ? account(in) : null,
                            optionalText(in, KEY_CHARS_MAX),
                            in.zigzag());
            case TAG_GIVEN_UP -> {
                boolean before = in.bool();
                yield new GivenUp(readTexts(in, ALIASES_MAX, ALIAS_CHARS_MAX), before);
            }
            default -> throw new WireException("unknown result " + tag);
        };
    }
}
