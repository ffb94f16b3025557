package org.davebank.transport.packet;

/** How packets are protected. All nodes of a network use the same kind. */
public enum Sealing {
    /** Noise_NNpsk0_25519_AESGCM_SHA256, and AES-GCM for every packet. */
    NOISE,
    /**
     * The same exchange and framing with checksums instead of cryptography. It detects accidents
     * but stops no attacker; for the simulator only.
     */
    PLAIN
}
