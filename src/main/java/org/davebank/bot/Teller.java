package org.davebank.bot;

/**
 * DaveBot's access to the bank. Calls block, come from many threads, and are retried under the same
 * key when a node dies, for as long as the implementation chooses.
 */
public interface Teller {

    /**
     * Opens an account without an overdraft.
     *
     * @param key a retry with the same key returns the same account
     * @return its eight digits
     */
    String open(String holder, String key) throws Unreachable;

    /** Executes an order. Failures are outcomes, never exceptions. */
    Outcome post(Order order);

    /** Reads a balance in minor units with a strong read. */
    long balanceMinor(String account) throws Unreachable;

    /** Reads an account's books with a strong read. */
    Statement statement(String account) throws Unreachable;
}
