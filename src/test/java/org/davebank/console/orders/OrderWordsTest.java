package org.davebank.console.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerCommand.Purpose;
import org.davebank.service.bank.OpenRequest;
import org.davebank.service.bank.PostRequest;
import org.junit.jupiter.api.Test;

class OrderWordsTest {

    private static final String ID = "0198c000-0000-7000-8000-00000000d001";

    private static KeptOrder deposit(String amount) {
        return new KeptOrder(
                "console-" + ID,
                KeptOrder.Kind.DEPOSIT,
                "admin",
                "seal",
                1_000,
                Map.of(
                        "id",
                        ID,
                        "account",
                        "12345678",
                        "amount",
                        amount,
                        "currency",
                        "GBP",
                        "reference",
                        " Rent "));
    }

    @Test
    void whatWasOrderedIsSaidAsItWillBePosted() {
        assertThat(OrderWords.what(deposit("5"))).isEqualTo("Deposit of £5.00 to account 12345678");
        assertThat(OrderWords.what(deposit("5.001")))
                .isEqualTo("Deposit of 5.001 GBP to account 12345678");
        assertThat(OrderWords.what(deposit("five")))
                .isEqualTo("Deposit of five to account 12345678");
    }

    private static KeptOrder transfer(String to) {
        Map<String, String> fields = new HashMap<>(deposit("5").fields());
        fields.put("to", to);
        return new KeptOrder(
                "console-" + ID, KeptOrder.Kind.TRANSFER, "admin", "seal", 1_000, fields);
    }

    private static KeptOrder reversal(String to) {
        return new KeptOrder(
                "console-k",
                KeptOrder.Kind.REVERSAL,
                "admin",
                "seal",
                1_000,
                Map.of(
                        "original",
                        ID,
                        "account",
                        "12345678",
                        "to",
                        to,
                        "amount",
                        "4.00",
                        "currency",
                        "GBP",
                        "reason",
                        "oops"));
    }

    @Test
    void aTransferGoesToWhatWasChosenOrTyped() {
        KeptOrder chosen = transfer("87654321 · Bob · the second");
        assertThat(OrderWords.what(chosen))
                .isEqualTo("Transfer of £5.00 from account 12345678 to account 87654321");
        assertThat(chosen.posting()).isEqualTo(transfer(" 87654321 ").posting());
        assertThat(chosen.posting().toAccount()).isEqualTo(AccountNumber.parse("87654321"));

        KeptOrder typed = transfer("bob-alias");
        assertThat(typed.posting()).isNull();
        assertThat(typed.isWhole()).isTrue();
        assertThat(typed.to(AccountNumber.parse("87654321")).posting()).isEqualTo(chosen.posting());
        assertThat(transfer("").isWhole()).isFalse();
    }

    @Test
    void aReversalIsTheSamePostingThatTheFormMakes() {
        assertThat(OrderWords.what(reversal("")))
                .isEqualTo("Reversal of £4.00 of transaction " + ID);
        PostRequest posting = reversal("87654321").posting();
        assertThat(posting).isNotNull();
        assertThat(posting.purpose()).isEqualTo(Purpose.reverses(TransactionId.parse(ID)));
        assertThat(posting.toAccount()).isEqualTo(AccountNumber.parse("87654321"));
        assertThat(posting.description()).isEqualTo("oops");
        assertThat(posting.idempotencyKey()).isEqualTo("console-k");
        assertThat(posting.id()).isNull();
        assertThat(reversal("").posting().toAccount()).isNull();
        assertThat(reversal("87").posting()).isNull();
    }

    @Test
    void anOrderInFlightSaysWhatItWaitsFor() {
        assertThat(
                        OrderWords.state(
                                deposit("5"),
                                new Outcome.Unknown(),
                                14_000,
                                "Shard 2 has no leader."))
                .isEqualTo(
                        "Deposit of £5.00 to account 12345678: in flight, ordered 14 s ago."
                                + " Shard 2 has no leader.");
        assertThat(OrderWords.state(deposit("5"), new Outcome.Unknown(), 14_000, ""))
                .endsWith("Checking its outcome.");
    }

    @Test
    void whatTheBankHasNoRecordOfIsOnlySentAgainByHand() {
        assertThat(OrderWords.state(deposit("5"), new Outcome.Absent(), 60_000, ""))
                .contains("the bank has no record of this order")
                .contains("A second try cannot carry it out twice")
                .endsWith("Send it again?");
        assertThat(
                        OrderWords.state(
                                deposit("5"),
                                new Outcome.Refused("Account 12345678 is closed.", ID),
                                60_000,
                                ""))
                .isEqualTo(
                        "Deposit of £5.00 to account 12345678: refused. Account 12345678 is closed.");
    }

    @Test
    void thePostingIsTheSameHoweverOftenItIsMade() {
        PostRequest posting = deposit("5").posting();
        assertThat(posting).isNotNull().isEqualTo(deposit("5").posting());
        assertThat(posting.account()).isEqualTo(AccountNumber.parse("12345678"));
        assertThat(posting.reference()).isEqualTo("Rent");
        assertThat(posting.idempotencyKey()).isEqualTo("console-" + ID);
        assertThat(deposit("-5").posting()).isNull();
        assertThat(deposit("five").posting()).isNull();
        assertThat(deposit("0").posting()).isNull();
    }

    @Test
    void whatTheBrowserBringsIsNotBelieved() {
        KeptOrder strange =
                new KeptOrder(
                        "k",
                        KeptOrder.Kind.DEPOSIT,
                        "admin",
                        "",
                        0,
                        Map.of("account", "12345678", "amount", "5", "id", "no id"));
        assertThat(strange.posting()).isNull();
        assertThat(strange.opening()).isNull();
        KeptOrder opening =
                new KeptOrder(
                        "k",
                        KeptOrder.Kind.OPEN,
                        "admin",
                        "",
                        0,
                        Map.of("holder", " Ada ", "currency", "gbp", "aliases", "a, b,"));
        OpenRequest request = opening.opening();
        assertThat(request).isNotNull();
        assertThat(request.holder()).isEqualTo("Ada");
        assertThat(request.currency()).isEqualTo("GBP");
        assertThat(request.aliases()).containsExactly("a", "b");
        assertThat(opening.posting()).isNull();
    }

    @Test
    void onlyADecisionEndsAnOrder() {
        assertThat(new Outcome.Refused("no", null).isFinal()).isTrue();
        assertThat(new Outcome.Absent().isFinal()).isFalse();
        assertThat(new Outcome.Unknown().isFinal()).isFalse();
    }
}
