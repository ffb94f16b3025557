package org.davebank.simulator.check;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.LedgerCommand.ChangeAccount;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.Changed;
import org.davebank.ledger.LedgerResult.Refused;
import org.davebank.ledger.RejectionCode;
import org.davebank.simulator.check.ModelAccount.Particulars;
import org.jspecify.annotations.Nullable;

/** The changes of a shard's accounts as the model knows them. */
final class ChangeModel {

    private record Decided(ChangeAccount first, Changed answer) {}

    private final Map<String, Decided> byKey = new TreeMap<>();

    /** Whether a change of the account has this key. */
    boolean knows(String name) {
        return byKey.containsKey(name);
    }

    /** @param postingHasKey whether a posting of the account, or one under way, has the key */
    LedgerResult change(
            long index,
            ChangeAccount change,
            ModelAccount account,
            boolean postingHasKey,
            long stampMs) {
        String name = BankModel.name(change.account(), String.valueOf(change.key()));
        Decided decided = change.key() == null ? null : byKey.get(name);
        if (decided != null) {
            ChangeAccount first = decided.first;
            boolean same =
                    first.status() == change.status()
                            && Objects.equals(first.holder(), change.holder())
                            && Objects.equals(
                                    first.overdraftLimitMinor(), change.overdraftLimitMinor());
            return same
                    ? new Changed(decided.answer.account(), decided.answer.rejection(), true)
                    : refused(RejectionCode.IDEMPOTENCY_KEY_REUSED);
        }
        if (postingHasKey) {
            return refused(RejectionCode.IDEMPOTENCY_KEY_REUSED);
        }
        if (change.expectedVersion() != 0 && change.expectedVersion() != account.version()) {
            return refused(RejectionCode.VERSION_MISMATCH);
        }
        RejectionCode rejection = rejection(change, account, stampMs);
        if (rejection != null && change.key() == null) {
            return refused(rejection);
        }
        Particulars now = account.now();
        Long limitMinor = change.overdraftLimitMinor();
        Particulars then =
                new Particulars(
                        Objects.requireNonNullElse(change.status(), now.status()),
                        Objects.requireNonNullElse(change.holder(), now.holder()),
                        limitMinor == null ? now.overdraftLimitMinor() : limitMinor);
        if (rejection == null && !then.equals(now)) {
            account.become(index, then);
        }
        Changed answer = new Changed(account.shown(index, stampMs), rejection, false);
        if (change.key() != null) {
            byKey.put(name, new Decided(change, answer));
        }
        return answer;
    }

    private static @Nullable RejectionCode rejection(
            ChangeAccount change, ModelAccount account, long stampMs) {
        if (account.status() == AccountStatus.CLOSED) {
            return RejectionCode.ACCOUNT_CLOSED;
        }
        if (change.status() == AccountStatus.CLOSED) {
            if (account.balanceMinor != 0) {
                return RejectionCode.BALANCE_NOT_ZERO;
            }
            if (account.heldMinor() > 0 || account.expectedMinor > 0 || account.waits(stampMs)) {
                return RejectionCode.TRANSFER_PENDING;
            }
        }
        long lent = account.now().overdraftLimitMinor();
        Long limitMinor = change.overdraftLimitMinor();
        return limitMinor != null
                        && limitMinor != lent
                        && account.availableMinor(stampMs) - lent + limitMinor < 0
                ? RejectionCode.INSUFFICIENT_FUNDS
                : null;
    }

    private static Refused refused(RejectionCode code) {
        return new Refused(code, "");
    }

    /**
     * Why the status of an account forbids a posting, or null.
     *
     * @param debits whether it takes money that has to be there
     */
    static @Nullable RejectionCode rejection(
            boolean debits, ModelAccount account, @Nullable ModelAccount credited) {
        boolean closed =
                account.status() == AccountStatus.CLOSED
                        || (credited != null && credited.status() == AccountStatus.CLOSED);
        boolean frozen = account.status() == AccountStatus.FROZEN && debits;
        return closed ? RejectionCode.ACCOUNT_CLOSED : frozen ? RejectionCode.ACCOUNT_FROZEN : null;
    }
}
