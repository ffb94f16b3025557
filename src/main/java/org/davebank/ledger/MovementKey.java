package org.davebank.ledger;

import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;

/**
 * Names a movement of money in every shard that takes part.
 *
 * @param account the debited account; part of the name because two customers may use one id
 * @param attempt how many times the account has rejected the id before, which only the rows of several
 *     imports cause; otherwise 0
 */
public record MovementKey(AccountNumber account, TransactionId id, int attempt)
        implements Comparable<MovementKey> {

    public MovementKey {
        if (attempt < 0) {
            throw new IllegalArgumentException("attempts are counted from 0");
        }
    }

    void write(WireWriter out) {
        out.varint(account.value()).i64(id.high()).i64(id.low()).varint(attempt);
    }

    static MovementKey read(WireReader in) throws WireException {
        return new MovementKey(
                LedgerCodec.account(in),
                new TransactionId(in.i64(), in.i64()),
                in.count(Integer.MAX_VALUE));
    }

    @Override
    public int compareTo(MovementKey other) {
        int byAccount = Integer.compare(account.value(), other.account.value());
        if (byAccount != 0) {
            return byAccount;
        }
        int byHigh = Long.compare(id.high(), other.id.high());
        int byId = byHigh != 0 ? byHigh : Long.compare(id.low(), other.id.low());
        return byId != 0 ? byId : Integer.compare(attempt, other.attempt);
    }
}
