package org.davebank.client;

/** Verifies that the answer to a challenge was made with the key of the network. */
public interface ServerProof {

    /**
     * @param given the server's answer
     * @param host the address that was asked, as the server knows it
     * @param port the HTTP port that was asked
     * @param nonce the challenge
     */
    boolean isProof(String given, String host, int port, String nonce);
}
