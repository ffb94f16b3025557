package org.davebank.console.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.console.ViewTest;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.ReadOptions;
import org.davebank.service.bank.OrderLookup;
import org.davebank.service.bank.Posted;
import org.davebank.service.files.AttachmentService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What the next page does with an order that the page before it has left without an answer. */
class OrderDeskTest extends ViewTest {

    @Autowired private AttachmentService attachments;
    @Autowired private OrderLookup lookup;
    private OrderDesk desk;

    @BeforeEach
    void desk() {
        desk = new OrderDesk(bank, attachments, lookup);
    }

    private long balanceMinor(AccountNumber number) {
        return bank.account(ADMIN, number.toString(), ReadOptions.STRONG).value().balanceMinor();
    }

    private static Transaction done(Outcome outcome) {
        return ((Outcome.Done) outcome).posted().transaction();
    }

    private static KeptOrder order(KeptOrder.Kind kind, String key, Map<String, String> fields) {
        return new KeptOrder(key, kind, ADMIN.name(), "", System.currentTimeMillis(), fields);
    }

    @Test
    void aTransferToAnAliasIsSentOnce() {
        AccountNumber bob = account("Bob Desk", "desk-bob");
        AccountNumber ada = account("Ada Desk", bob, false);
        post(TransactionKind.DEPOSIT, ada, "10.00");
        TransactionId id = bank.newId();
        KeptOrder order =
                order(
                        KeptOrder.Kind.TRANSFER,
                        "console-" + id,
                        Map.of(
                                "id",
                                id.toString(),
                                "account",
                                ada.toString(),
                                "to",
                                "desk-bob",
                                "amount",
                                "4",
                                "currency",
                                "GBP",
                                "reference",
                                ""));
        assertThat(desk.look(ADMIN, order)).isEqualTo(new Outcome.Absent());
        assertThat(done(desk.send(ADMIN, order)).toAccount()).isEqualTo(bob);
        assertThat(done(desk.send(ADMIN, order)).id()).isEqualTo(id);
        assertThat(done(desk.look(ADMIN, order)).id()).isEqualTo(id);
        assertThat(balanceMinor(ada)).isEqualTo(6_00);
        assertThat(balanceMinor(bob)).isEqualTo(4_00);
    }

    @Test
    void anAliasThatLeadsNowhereIsRefused() {
        AccountNumber ada = account("Ada Desk Nowhere");
        KeptOrder order =
                order(
                        KeptOrder.Kind.TRANSFER,
                        "console-nowhere",
                        Map.of(
                                "id",
                                bank.newId().toString(),
                                "account",
                                ada.toString(),
                                "to",
                                "nobody-at-the-desk",
                                "amount",
                                "4"));
        assertThat(desk.send(ADMIN, order))
                .isEqualTo(new Outcome.Refused("There is no account nobody-at-the-desk.", null));
    }

    @Test
    void aReversalIsFoundWhereItIsDecided() {
        AccountNumber ada = account("Ada Desk Back");
        AccountNumber bob = account("Bob Desk Back", ada, false);
        post(TransactionKind.DEPOSIT, ada, "10.00");
        Posted paid = post(TransactionKind.TRANSFER, ada, bob, "4.00");
        KeptOrder order =
                order(
                        KeptOrder.Kind.REVERSAL,
                        "console-back-" + paid.transaction().id(),
                        Map.of(
                                "original",
                                paid.transaction().id().toString(),
                                "account",
                                bob.toString(),
                                "to",
                                ada.toString(),
                                "amount",
                                "1.50",
                                "currency",
                                "GBP",
                                "reason",
                                "too much"));
        assertThat(desk.look(ADMIN, order)).isEqualTo(new Outcome.Absent());
        TransactionId back = done(desk.send(ADMIN, order)).id();
        assertThat(done(desk.send(ADMIN, order)).id()).isEqualTo(back);
        assertThat(done(desk.look(ADMIN, order)).id()).isEqualTo(back);
        assertThat(balanceMinor(ada)).isEqualTo(7_50);
        assertThat(balanceMinor(bob)).isEqualTo(2_50);
    }
}
