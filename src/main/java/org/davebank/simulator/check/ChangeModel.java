package org.davebank.simulator.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.LedgerCommand.ChangeAccount;
import org.davebank.ledger.LedgerCommand.GiveUpChange;
import org.davebank.ledger.LedgerCommand.WantedAliases;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.Changed;
import org.davebank.ledger.LedgerResult.Refused;
import org.davebank.ledger.RejectionCode;
import org.davebank.simulator.check.ModelAccount.Particulars;
import org.jspecify.annotations.Nullable;

/** The changes of a shard's accounts as the model knows them. */
final class ChangeModel {

    /** @param first null if it was given up by a request that did not know it */
    private record Decided(@Nullable ChangeAccount first, Changed answer) {}

    private final Map<String, Decided> byKey = new TreeMap<>();

    /** Whether a change of the account has this key. */
    boolean knows(String name) {
        return byKey.containsKey(name);
    }

    /** @param postingHasKey whether a posting of the account, or one under way, has the key */
    LedgerResult change(
            long index,
            ChangeAccount change,
            @Nullable ModelAccount account,
            boolean postingHasKey,
            long stampMs) {
        if (account == null) {
            return refused(RejectionCode.ACCOUNT_NOT_FOUND);
        }
        String name = BankModel.name(change.account(), String.valueOf(change.key()));
        Decided decided = change.key() == null ? null : byKey.get(name);
        if (decided != null) {
            ChangeAccount first = decided.first;
            return first == null || sameBody(first, change)
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
        List<String> missing = missing(change, now.aliases());
        if (rejection == null && !missing.isEmpty()) {
            return new LedgerResult.AliasesMissing(missing);
        }
        WantedAliases wanted = change.aliases();
        Long limitMinor = change.overdraftLimitMinor();
        Particulars then =
                new Particulars(
                        Objects.requireNonNullElse(change.status(), now.status()),
                        Objects.requireNonNullElse(change.holder(), now.holder()),
                        limitMinor == null ? now.overdraftLimitMinor() : limitMinor,
                        wanted == null ? now.aliases() : wanted.all());
        if (rejection == null && !then.equals(now)) {
            account.become(index, then);
        }
        Changed answer = new Changed(account.shown(index, stampMs), rejection, false);
        if (change.key() != null) {
            byKey.put(name, new Decided(change, answer));
        }
        return answer;
    }

    private static boolean sameBody(ChangeAccount a, ChangeAccount b) {
        return a.status() == b.status()
                && Objects.equals(a.holder(), b.holder())
                && Objects.equals(a.overdraftLimitMinor(), b.overdraftLimitMinor())
                && Objects.equals(all(a), all(b));
    }

    private static @Nullable List<String> all(ChangeAccount change) {
        WantedAliases wanted = change.aliases();
        return wanted == null ? null : wanted.all();
    }

    private static List<String> missing(ChangeAccount change, List<String> listed) {
        List<String> missing = new ArrayList<>();
        WantedAliases wanted = change.aliases();
        if (wanted != null) {
            missing.addAll(wanted.all());
            missing.removeAll(listed);
            missing.removeAll(wanted.claimed());
        }
        return missing;
    }

    /** @param postingHasKey as for {@link #change} */
    LedgerResult giveUp(
            long index,
            GiveUpChange giveUp,
            @Nullable ModelAccount account,
            boolean postingHasKey,
            long stampMs) {
        if (account == null) {
            return refused(RejectionCode.ACCOUNT_NOT_FOUND);
        }
        String name = BankModel.name(giveUp.account(), String.valueOf(giveUp.key()));
        boolean decided = giveUp.key() == null || postingHasKey || byKey.containsKey(name);
        if (!decided) {
            RejectionCode code = RejectionCode.ALIAS_TAKEN;
            Changed answer = new Changed(account.shown(index, stampMs), code, false);
            byKey.put(name, new Decided(null, answer));
        }
        return new LedgerResult.GivenUp(account.now().aliases(), decided);
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
