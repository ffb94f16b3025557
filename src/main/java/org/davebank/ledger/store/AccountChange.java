package org.davebank.ledger.store;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.ledger.Account;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.LedgerCodec;
import org.davebank.ledger.LedgerCommand.ChangeAccount;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.RejectionCode;
import org.jspecify.annotations.Nullable;

/**
 * The record of a change of an account, or of its rejection: what was asked for, and the account right
 * after, so that a retry gets the same answer.
 *
 * @param before the sequence of the account's previous record, or -1
 * @param rejection null if the account became what was asked for
 * @param aliases null if the account has those of its opening
 */
public record AccountChange(
        ChangeAccount command,
        long stampMs,
        long index,
        long before,
        @Nullable RejectionCode rejection,
        AccountStatus status,
        String holder,
        long overdraftLimitMinor,
        long balanceMinor,
        long valueBalanceMinor,
        long availableMinor,
        long heldMinor,
        long version,
        @Nullable List<String> aliases) {

    /** In the status: the aliases follow. */
    private static final int HAS_ALIASES = 0x40;

    private static final AccountStatus[] STATUSES = AccountStatus.values();
    private static final RejectionCode[] CODES = RejectionCode.values();

    public static AccountChange of(
            ChangeAccount command,
            long index,
            long before,
            @Nullable RejectionCode rejection,
            Account after,
            List<String> openedAliases) {
        return new AccountChange(
                command,
                after.asOfMs(),
                index,
                before,
                rejection,
                after.status(),
                after.holder(),
                after.overdraftLimitMinor(),
                after.balanceMinor(),
                after.valueBalanceMinor(),
                after.availableMinor(),
                after.heldMinor(),
                after.version(),
                after.aliases().equals(openedAliases) ? null : after.aliases());
    }

    /** The account right after, the answer to a retry. */
    public Account account(Opening opening) {
        return new Account(
                command.account(),
                holder,
                opening.command().currency(),
                status,
                overdraftLimitMinor,
                balanceMinor,
                valueBalanceMinor,
                availableMinor,
                stampMs,
                version,
                opening.openedAtMs(),
                aliases(opening),
                heldMinor);
    }

    /** The aliases of the account right after. */
    public List<String> aliases(Opening opening) {
        return aliases == null ? opening.command().aliases() : aliases;
    }

    void write(WireWriter out) {
        out.varint(stampMs).varint(index).zigzag(before);
        out.u8(rejection == null ? 0 : rejection.ordinal() + 1);
        out.u8(aliases == null ? status.ordinal() : status.ordinal() | HAS_ALIASES);
        if (aliases != null) {
            out.varint(aliases.size());
            aliases.forEach(out::text);
        }
        out.text(holder).varint(overdraftLimitMinor).zigzag(balanceMinor);
        out.zigzag(valueBalanceMinor).zigzag(availableMinor).varint(heldMinor).varint(version);
        LedgerCodec.write(out, command);
    }

    static AccountChange read(WireReader in) throws WireException {
        long stampMs = in.varint();
        long index = in.varint();
        long before = in.zigzag();
        int rejection = in.count(CODES.length);
        int state = in.count(HAS_ALIASES | STATUSES.length - 1);
        AccountStatus status = STATUSES[state & ~HAS_ALIASES];
        List<String> aliases = (state & HAS_ALIASES) == 0 ? null : readAliases(in);
        String holder = in.text(3 * LedgerLimits.HOLDER_CHARS_MAX);
        long overdraftLimitMinor = in.varint();
        long balanceMinor = in.zigzag();
        long valueBalanceMinor = in.zigzag();
        long availableMinor = in.zigzag();
        long heldMinor = in.varint();
        long version = in.varint();
        if (LedgerCodec.readCommand(in) instanceof ChangeAccount command) {
            return new AccountChange(
                    command,
                    stampMs,
                    index,
                    before,
                    rejection == 0 ? null : CODES[rejection - 1],
                    status,
                    holder,
                    overdraftLimitMinor,
                    balanceMinor,
                    valueBalanceMinor,
                    availableMinor,
                    heldMinor,
                    version,
                    aliases);
        }
        throw new WireException("a change of an account holds another command");
    }

    private static List<String> readAliases(WireReader in) throws WireException {
        List<String> aliases = new ArrayList<>();
        for (int left = in.count(LedgerLimits.ALIASES_MAX); left > 0; left--) {
            aliases.add(in.text(3 * LedgerLimits.ALIAS_CHARS_MAX));
        }
        return aliases;
    }
}
