package org.davebank.transport.packet;

/** How packets are protected. Both ends of a network use the same kind. */
public enum Sealing {
    /** Noise_NNpsk0_25519_AESGCM_SHA256, and AES-GCM for every packet. */
    NOISE,
    /**
     * The same exchange and framing with check sums in place of cryptography. It finds accidents
     * and stops no one who means harm: for the simulator alone.
     */
    PLAIN
}
