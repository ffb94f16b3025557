package org.davebank.ledger.state;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.ledger.Batch;
import org.davebank.ledger.TransactionKind;

/** Batches written as text: "+1 500" deposits, "-1 500" withdraws, "1>2 500" transfers minor units. */
final class Bundle {

    private static long made;

    private Bundle() {}

    /** An account's shard is its number modulo 3. */
    static int shardOf(int account) {
        return account % 3;
    }

    static Batch of(String text) {
        return of("key-" + ++made, text);
    }

    static Batch of(String key, String text) {
        return new Batch(new TransactionId(0x7000, ++made), key, items(text), "ann", "request");
    }

    static List<Batch.Item> items(String text) {
        List<Batch.Item> items = new ArrayList<>();
        for (String each : text.split(", ")) {
            items.add(item(items.size(), each));
        }
        return items;
    }

    private static Batch.Item item(int number, String text) {
        String[] words = text.split(" ");
        String who = words[0];
        String[] accounts = who.split(">");
        boolean transfer = accounts.length == 2;
        int account = Integer.parseInt(transfer ? accounts[0] : who.substring(1));
        int to = transfer ? Integer.parseInt(accounts[1]) : 0;
        return new Batch.Item(
                number,
                transfer
                        ? TransactionKind.TRANSFER
                        : who.startsWith("+")
                                ? TransactionKind.DEPOSIT
                                : TransactionKind.WITHDRAWAL,
                new AccountNumber(account),
                shardOf(account),
                transfer ? new AccountNumber(to) : null,
                transfer ? shardOf(to) : 0,
                Long.parseLong(words[1]),
                words.length > 2 ? words[2] : "EUR",
                2,
                null,
                "item " + number);
    }
}
