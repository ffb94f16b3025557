package org.davebank.cli.bench;

import java.math.BigDecimal;
import org.davebank.base.AccountNumber;
import org.davebank.client.BankClient;
import org.jspecify.annotations.Nullable;

/**
 * A request of a bench.
 *
 * @param json the body of a POST; null for a GET
 * @param key the idempotency key of a POST; null for a GET
 */
record BenchRequest(String path, @Nullable String json, @Nullable String key) {

    static BenchRequest balance(AccountNumber account) {
        return new BenchRequest("/accounts/" + account + "/balance", null, null);
    }

    static BenchRequest deposit(AccountNumber account, long minor, String key) {
        return order(account, "deposit", "", minor, key);
    }

    static BenchRequest transfer(AccountNumber account, AccountNumber to, long minor, String key) {
        return order(account, "transfer", "\",\"to_account\":\"" + to, minor, key);
    }

    private static BenchRequest order(
            AccountNumber account, String type, String to, long minor, String key) {
        String json =
                "{\"account_num\":\""
                        + account
                        + "\",\"transaction_type\":\""
                        + type
                        + to
                        + "\",\"amount\":"
                        + BigDecimal.valueOf(minor, 2)
                        + "}";
        return new BenchRequest("/transactions", json, key);
    }

    /** The same for the client of programs, which tries again where this can help. */
    BankClient.Call call() {
        return json == null ? BankClient.Call.get(path) : BankClient.Call.post(path, json, key);
    }
}
