package org.davebank.ledger.store;

import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.ledger.Account;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.LedgerCodec;
import org.davebank.ledger.LedgerCommand;

/** The record of an account's opening: its immutable data. */
public record Opening(LedgerCommand.OpenAccount command, long openedAtMs, long index) {

    public AccountNumber number() {
        return command.number();
    }

    /** The account right after its opening, the answer to a retry. */
    public Account account() {
        return account(
                AccountStatus.ACTIVE,
                command.holder(),
                command.overdraftLimitMinor(),
                command.aliases(),
                0,
                1);
    }

    public Account account(
            AccountStatus status,
            String holder,
            long overdraftLimitMinor,
            List<String> aliases,
            long balanceMinor,
            long version) {
        return new Account(
                command.number(),
                holder,
                command.currency(),
                status,
                overdraftLimitMinor,
                balanceMinor,
                version,
                openedAtMs,
                aliases);
    }

    /** Whether a retry has the same content, apart from user and request. */
    public boolean sameBody(LedgerCommand.OpenAccount other) {
        return command.holder().equals(other.holder())
                && command.currency().equals(other.currency())
                && command.overdraftLimitMinor() == other.overdraftLimitMinor()
                && command.aliases().equals(other.aliases());
    }

    public void write(WireWriter out) {
        out.varint(openedAtMs).varint(index);
        LedgerCodec.write(out, command);
    }

    public static Opening read(WireReader in) throws WireException {
        long openedAtMs = in.varint();
        long index = in.varint();
        if (LedgerCodec.readCommand(in) instanceof LedgerCommand.OpenAccount command) {
            return new Opening(command, openedAtMs, index);
        }
        throw new WireException("an opening holds another command");
    }
}
