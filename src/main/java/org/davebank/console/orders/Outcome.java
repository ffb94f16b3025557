package org.davebank.console.orders;

import org.davebank.ledger.Account;
import org.davebank.service.bank.Posted;
import org.jspecify.annotations.Nullable;

/** The result of looking an order up. */
public sealed interface Outcome {

    record Done(Posted posted) implements Outcome {}

    record Opened(Account account) implements Outcome {}

    record Attached(String name) implements Outcome {}

    /** The bank refused it; {@code transaction} is the id of the recorded rejection, if any. */
    record Refused(String why, @Nullable String transaction) implements Outcome {}

    /** The bank has no record of it. */
    record Absent() implements Outcome {}

    /** Can't be determined at the moment. */
    record Unknown() implements Outcome {}

    /** Whether the bank has decided, so that the outcome can't change. */
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
