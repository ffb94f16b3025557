package org.davebank.console.orders;

import org.davebank.ledger.Account;
import org.davebank.service.bank.Posted;
import org.jspecify.annotations.Nullable;

/** What is known of an order after somebody looked. */
public sealed interface Outcome {

    record Done(Posted posted) implements Outcome {}

    record Opened(Account account) implements Outcome {}

    record Attached(String name) implements Outcome {}

    /** The bank said no; {@code transaction} is the id of the record of it, if there is one. */
    record Refused(String why, @Nullable String transaction) implements Outcome {}

    /** The bank has no record of it. */
    record Absent() implements Outcome {}

    /** Nobody can say now. */
    record Unknown() implements Outcome {}

    /** Whether the bank has decided, so that nothing more will come of the order. */
    default boolean isFinal() {
        return switch (this) {
            case Done done -> true;
            case Opened opened -> true;
            case Attached attached -> true;
            case Refused refused -> true;
            case Absent absent -> false;
            case Unknown unknown -> false;
        };
    }
}
