package org.davebank.client;

/** The bank does not give what was asked for; the message is the one line that a person reads. */
final class BankFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BankFailure(String message) {
        super(message);
    }
}
