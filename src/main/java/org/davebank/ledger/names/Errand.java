package org.davebank.ledger.names;

import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerResult;

/**
 * Several commands to several shards, one after the other, each of which depends on the result of the
 * one before. It may stop at any point, and another server may run it from the start.
 */
public sealed interface Errand permits AliasChange, AliasTaking, AliasFreeing {

    /** The command to send, until the errand {@link #isDone}. */
    LedgerCommand next();

    /** Takes the result of {@link #next}. */
    void answered(LedgerResult result);

    boolean isDone();
}
