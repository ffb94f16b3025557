package org.davebank.ledger;

import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.ledger.LedgerCommand.Attach;
import org.davebank.ledger.LedgerCommand.ChangeAccount;
import org.davebank.ledger.LedgerCommand.ConfirmAlias;
import org.davebank.ledger.LedgerCommand.FenceUploads;
import org.davebank.ledger.LedgerCommand.OpenAccount;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerCommand.Purpose;
import org.davebank.ledger.LedgerCommand.ReserveAlias;
import org.jspecify.annotations.Nullable;

/**
 * Computes the size of a command that {@link LedgerCodec} encodes, without encoding it. Within a
 * batch a command with the same origin as the previous one takes less.
 */
final class CommandSize {

    private static final int ID_BYTES = 16;

    private CommandSize() {}

    static int of(LedgerCommand command) {
        int origin = text(command.by()) + text(command.requestId());
        return 1
                + origin
                + switch (command) {
                    case OpenAccount open -> of(open);
                    case Post post -> of(post);
                    case ReserveAlias reserve -> text(reserve.alias()) + text(reserve.key());
                    case ConfirmAlias confirm ->
                            text(confirm.alias())
                                    + text(confirm.key())
                                    + account(confirm.account());
                    case Attach attach -> of(attach);
                    case FenceUploads fence -> varint(fence.epoch()) + texts(fence.files());
                    case ChangeAccount change -> of(change);
                    case LedgerCommand.AliasStep step -> of(step);
                    case MovementCommand movement -> MovementCodec.bytes(movement);
                };
    }

    private static int of(OpenAccount open) {
        return account(open.number())
                + text(open.key())
                + text(open.holder())
                + text(open.currency())
                + 1
                + varint(open.overdraftLimitMinor())
                + texts(open.aliases());
    }

    private static int of(Post post) {
        return varint(LedgerCodec.flags(post))
                + ID_BYTES
                + account(post.account())
                + zigzag(post.amountUnscaled())
                + zigzag(post.amountScale())
                + optional(post.key())
                + account(post.toAccount())
                + optional(post.currency())
                + (post.effectiveAtMs() == 0 ? 0 : zigzag(post.effectiveAtMs()))
                + optional(post.reference())
                + optional(post.description())
                + of(post.purpose());
    }

    private static int of(@Nullable Purpose purpose) {
        return switch (purpose) {
            case null -> 0;
            case Purpose.Reverses reverses -> ID_BYTES;
            case Purpose.Holds holds -> varint(holds.expiresInMs());
            case Purpose.Captures captures -> ID_BYTES + 1;
            case Purpose.Releases releases -> ID_BYTES + 1;
            case Purpose.Bundles bundles -> 0;
        };
    }

    private static int of(Attach attach) {
        return ID_BYTES
                + account(attach.account())
                + text(attach.key())
                + text(attach.sha256())
                + varint(attach.bytes())
                + text(attach.mediaType())
                + text(attach.name())
                + varint(attach.epoch());
    }

    private static int of(ChangeAccount change) {
        Long limitMinor = change.overdraftLimitMinor();
        LedgerCommand.WantedAliases aliases = change.aliases();
        return account(change.account())
                + 1
                + optional(change.key())
                + 1
                + 1
                + optional(change.holder())
                + 1
                + (limitMinor == null ? 0 : varint(limitMinor))
                + varint(change.expectedVersion())
                + (aliases == null ? 0 : texts(aliases.all()) + texts(aliases.claimed()));
    }

    private static int of(LedgerCommand.AliasStep step) {
        return switch (step) {
            case LedgerCommand.ClaimAlias claim ->
                    text(claim.alias()) + account(claim.account()) + text(claim.key());
            case LedgerCommand.FreeAlias free -> text(free.alias()) + zigzag(free.record());
            case LedgerCommand.GiveUpChange giveUp ->
                    account(giveUp.account()) + 1 + optional(giveUp.key());
        };
    }

    private static int account(@Nullable AccountNumber account) {
        return account == null ? 0 : varint(account.value());
    }

    private static int optional(@Nullable String text) {
        return text == null ? 0 : text(text);
    }

    private static int texts(List<String> texts) {
        int bytes = varint(texts.size());
        for (String text : texts) {
            bytes += text(text);
        }
        return bytes;
    }

    private static int text(String text) {
        int length = text.length();
        int bytes = length;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                bytes += more(text, i);
            }
        }
        return varint(bytes) + bytes;
    }

    /** The UTF-8 bytes of the character at this index beyond the first. */
    private static int more(String text, int at) {
        char c = text.charAt(at);
        if (!Character.isSurrogate(c)) {
            return c < 0x800 ? 1 : 2;
        }
        boolean leads =
                Character.isHighSurrogate(c)
                        && at + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(at + 1));
        boolean follows =
                Character.isLowSurrogate(c)
                        && at > 0
                        && Character.isHighSurrogate(text.charAt(at - 1));
        return leads || follows ? 1 : 0; // A lone surrogate is written as a question mark.
    }

    private static int zigzag(long value) {
        return varint((value << 1) ^ (value >> 63));
    }

    private static int varint(long value) {
        return 1 + (63 - Long.numberOfLeadingZeros(value | 1)) / 7;
    }
}
