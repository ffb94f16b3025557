package org.davebank.simulator.check;

import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.AccountNumber;
import org.davebank.ledger.LedgerCommand.OpenAccount;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.Opened;
import org.davebank.ledger.RejectionCode;

/** How the model of a shard opens accounts. */
final class OpeningModel {

    /** Decimals of each currency, as its first account set them. */
    private final Map<String, Integer> scales = new TreeMap<>();

    private final Map<AccountNumber, ModelAccount> accounts;

    OpeningModel(Map<AccountNumber, ModelAccount> accounts) {
        this.accounts = accounts;
    }

    LedgerResult open(long index, long stampMs, OpenAccount open) {
        if (open.scale() != scales.getOrDefault(open.currency(), open.scale())) {
            return BankModel.refused(RejectionCode.CURRENCY_MISMATCH);
        }
        ModelAccount known = accounts.get(open.number());
        if (known == null) {
            ModelAccount fresh = new ModelAccount(open, index, stampMs);
            accounts.put(open.number(), fresh);
            scales.put(open.currency(), open.scale());
            return new Opened(fresh.asOpened(), false, open.requestId());
        }
        OpenAccount first = known.opening;
        if (!first.key().equals(open.key())) {
            return BankModel.refused(RejectionCode.ACCOUNT_EXISTS);
        }
        boolean same =
                first.holder().equals(open.holder())
                        && first.currency().equals(open.currency())
                        && first.overdraftLimitMinor() == open.overdraftLimitMinor()
                        && first.aliases().equals(open.aliases());
        return same
                ? new Opened(known.asOpened(), true, first.requestId())
                : BankModel.refused(RejectionCode.IDEMPOTENCY_KEY_REUSED);
    }
}
