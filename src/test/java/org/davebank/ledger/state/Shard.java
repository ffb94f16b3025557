package org.davebank.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.HeapSpill;
import org.davebank.ledger.Account;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.AuditFinding;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerBatch;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerCommand.ChangeAccount;
import org.davebank.ledger.LedgerCommand.OpenAccount;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.Changed;
import org.davebank.ledger.LedgerResult.Recorded;
import org.davebank.ledger.LedgerResult.Refused;
import org.davebank.ledger.LedgerRules;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionStatus;

/** A ledger with a log of its own: every command is an entry, a second after the one before. */
public final class Shard {

    public static final long START_MS = 1_700_000_000_000L;

    final Ledger ledger;
    long index;
    long stampMs = START_MS;

    public Shard() {
        this(new Ledger(new HeapSpill()));
    }

    public Shard(Ledger ledger) {
        this.ledger = ledger;
    }

    public LedgerResult apply(LedgerCommand command) {
        stampMs += 1_000;
        return ledger.apply(++index, new LedgerBatch(stampMs, List.of(command))).getFirst();
    }

    private static int scale(String currency) {
        return switch (currency) {
            case "JPY" -> 0;
            case "KWD" -> 3;
            default -> 2;
        };
    }

    static OpenAccount opening(int number, String currency, long overdraftMinor) {
        return new OpenAccount(
                new AccountNumber(number),
                "key-" + number,
                "Holder " + number,
                currency,
                scale(currency),
                overdraftMinor,
                List.of(),
                "admin",
                "trace-0");
    }

    public Shard open(int... numbers) {
        for (int number : numbers) {
            open(number, "EUR", 0);
        }
        return this;
    }

    Shard open(int number, String currency, long overdraftMinor) {
        assertThat(apply(opening(number, currency, overdraftMinor)))
                .isInstanceOf(LedgerResult.Opened.class);
        return this;
    }

    /** Lets the newest rules hold from here on. */
    public Shard withNewestRules() {
        ledger.follow(++index, LedgerRules.TABLE.getLast());
        return this;
    }

    /** Freezes, unfreezes or closes an account. */
    void become(int number, AccountStatus status) {
        if (!ledger.rules().changes()) {
            withNewestRules();
        }
        LedgerResult result =
                apply(
                        new ChangeAccount(
                                new AccountNumber(number), null, status, null, null, 0, "a", "b"));
        assertThat(((Changed) result).account().status()).isEqualTo(status);
    }

    /** Applies a post that must be posted. */
    Transaction posted(LedgerCommand.Post post) {
        Transaction transaction = recorded(post);
        assertThat(transaction.code()).isNull();
        assertThat(transaction.status()).isEqualTo(TransactionStatus.POSTED);
        return transaction;
    }

    /** Applies a post that must be recorded for the first time. */
    Transaction recorded(LedgerCommand.Post post) {
        LedgerResult result = apply(post);
        assertThat(result).isInstanceOf(Recorded.class);
        Recorded recorded = (Recorded) result;
        assertThat(recorded.replayed()).isFalse();
        return recorded.transaction();
    }

    /** The code of a post that must be refused without a record. */
    RejectionCode refused(LedgerCommand command) {
        long hash = ledger.stateHash();
        LedgerResult result = apply(command);
        assertThat(result).isInstanceOf(Refused.class);
        assertThat(ledger.stateHash()).as("a refusal changes nothing").isEqualTo(hash);
        return ((Refused) result).code();
    }

    /** The code of a post that must be recorded as rejected, with nothing moved. */
    RejectionCode rejected(LedgerCommand.Post post) {
        long balance = balance(post.account().value());
        Transaction transaction = recorded(post);
        assertThat(transaction.status()).isEqualTo(TransactionStatus.REJECTED);
        assertThat(transaction.balanceAfterMinor()).isEqualTo(balance);
        assertThat(balance(post.account().value())).isEqualTo(balance);
        return transaction.code();
    }

    public Account account(int number) {
        LedgerAnswer answer = ledger.answer(new LedgerQuery.GetAccount(new AccountNumber(number)));
        return ((LedgerAnswer.AccountFound) answer).account();
    }

    long balance(int number) {
        return account(number).balanceMinor();
    }

    long balanceAt(int number, long atMs) {
        LedgerAnswer answer =
                ledger.answer(new LedgerQuery.GetAccountAt(new AccountNumber(number), atMs));
        return ((LedgerAnswer.AccountFound) answer).account().balanceMinor();
    }

    LedgerAnswer.Transactions history(LedgerQuery.History query) {
        return (LedgerAnswer.Transactions) ledger.answer(query);
    }

    LedgerAnswer.ShardSummary summary() {
        return (LedgerAnswer.ShardSummary) ledger.answer(new LedgerQuery.Summary());
    }

    public AuditFinding audit() {
        AuditScan scan = ledger.startAudit();
        while (!scan.advance(7)) {
            assertThat(scan.advance(0)).isFalse();
        }
        return scan.finding();
    }
}
