package org.davebank.transport.packet;

/**
 * The source of secret bytes: {@code SecureRandom} in production, a seeded source in the simulator.
 * Ephemeral keys, session numbers and cookies require that it is unpredictable.
 */
@FunctionalInterface
public interface EntropySource {

    /** Fills the array. */
    void nextBytes(byte[] bytes);
}
