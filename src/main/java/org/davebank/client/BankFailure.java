package org.davebank.client;

/** The bank refused a request; the message is the one line that the user reads. */
final class BankFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BankFailure(String message) {
        super(message);
    }
}
