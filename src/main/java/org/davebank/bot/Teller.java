package org.davebank.bot;

/**
 * How DaveBot reaches the bank. Calls block, come from many threads, and go on under the same key
 * when a node dies under them, for as long as the implementation thinks is worth it.
 */
public interface Teller {

    /**
     * Opens an account without an overdraft.
     *
     * @param key a retry with it finds the same account
     * @return its eight digits
     */
    String open(String holder, String key) throws Unreachable;

    /** Carries out an order. What goes wrong is an outcome, never an exception. */
    Outcome post(Order order);

    /** Reads an account's books, strongly. */
    Statement statement(String account) throws Unreachable;
}
