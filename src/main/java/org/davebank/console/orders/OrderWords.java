package org.davebank.console.orders;

import java.math.BigDecimal;
import org.davebank.base.Money;
import org.davebank.console.Formats;
import org.davebank.console.Texts;

/** Sentences about an order and its outcome. */
final class OrderWords {

    private OrderWords() {}

    /** "Deposit of £5.00 to account 12345678". */
    static String what(KeptOrder order) {
        return switch (order.kind()) {
            case DEPOSIT, WITHDRAWAL ->
                    Texts.get("order." + order.kind(), amount(order), order.field("account"));
            case TRANSFER ->
                    Texts.get(
                            "order.TRANSFER",
                            amount(order),
                            order.field("account"),
                            order.toAccount());
            case HOLD -> Texts.get("order.HOLD", amount(order), order.field("account"));
            case CAPTURE, RELEASE ->
                    Texts.get("order." + order.kind(), amount(order), order.field("hold"));
            case REVERSAL -> Texts.get("order.REVERSAL", amount(order), order.field("original"));
            case OPEN -> Texts.get("order.OPEN", order.field("holder"));
            case ATTACH ->
                    Texts.get("order.ATTACH", order.field("name"), order.field("transaction"));
        };
    }

    /** With the currency symbol where the typed text is a valid amount, else as typed. */
    private static String amount(KeptOrder order) {
        BigDecimal amount = Formats.amount(order.field("amount"));
        String currency = order.field("currency");
        if (amount == null || !Money.isCurrency(currency)) {
            return order.field("amount");
        }
        return Formats.money(amount, currency);
    }

    /**
     * The state of an order.
     *
     * @param outcome what is known of it
     * @param sinceMs how long ago the button was pressed
     * @param obstacle why there can be no answer now, or empty
     */
    static String state(KeptOrder order, Outcome outcome, long sinceMs, String obstacle) {
        String what = what(order);
        return switch (outcome) {
            case Outcome.Done done ->
                    Texts.get(
                            "order.done",
                            what,
                            Formats.money(
                                    done.posted().transaction().balanceAfterMinor(),
                                    done.posted().transaction().currency()));
            case Outcome.Opened opened ->
                    Texts.get("order.opened", what, opened.account().number().toString());
            case Outcome.Attached attached -> Texts.get("order.attached", what);
            case Outcome.Refused refused -> Texts.get("order.refused", what, refused.why());
            case Outcome.Absent absent ->
                    Texts.get(
                            order.kind() == KeptOrder.Kind.ATTACH
                                    ? "order.absent.file"
                                    : "order.absent",
                            what,
                            Formats.duration(sinceMs));
            case Outcome.Unknown unknown ->
                    Texts.get(
                                    "order.flight",
                                    what,
                                    Formats.duration(sinceMs),
                                    obstacle.isEmpty() ? Texts.get("order.looking") : obstacle)
                            .strip();
        };
    }

    /** The sign and the tone of an outcome; the sign does not depend on colour. */
    static Mark mark(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done done -> Mark.GOOD;
            case Outcome.Opened opened -> Mark.GOOD;
            case Outcome.Attached attached -> Mark.GOOD;
            case Outcome.Refused refused -> new Mark("✕", "bad");
            case Outcome.Absent absent -> new Mark("!", "warn");
            case Outcome.Unknown unknown -> new Mark("◷", "warn");
        };
    }

    /** @param tone a CSS class of notes */
    record Mark(String sign, String tone) {
        private static final Mark GOOD = new Mark("✓", "ok");
    }
}
