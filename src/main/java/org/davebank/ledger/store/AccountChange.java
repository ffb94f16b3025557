package org.davebank.ledger.store;

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
        long version) {

    private static final AccountStatus[] STATUSES = AccountStatus.values();
    private static final RejectionCode[] CODES = RejectionCode.values();

    public static AccountChange of(
            ChangeAccount command,
            long index,
            long before,
            @Nullable RejectionCode rejection,
            Account after) {
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
                after.version());
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
                opening.command().aliases(),
                heldMinor);
    }

    void write(WireWriter out) {
        out.varint(stampMs).varint(index).zigzag(before);
        out.u8(rejection == null ? 0 : rejection.ordinal() + 1).u8(status.ordinal());
        out.text(holder).varint(overdraftLimitMinor).zigzag(balanceMinor);
        out.zigzag(valueBalanceMinor).zigzag(availableMinor).varint(heldMinor).varint(version);
        LedgerCodec.write(out, command);
    }

    static AccountChange read(WireReader in) throws WireException {
        long stampMs = in.varint();
        long index = in.varint();
        long before = in.zigzag();
        int rejection = in.count(CODES.length);
        AccountStatus status = STATUSES[in.count(STATUSES.length - 1)];
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
                    version);
        }
        throw new WireException("a change of an account holds another command");
    }
}
