package org.davebank.transport.packet;

/**
 * Where secret bytes come from: {@code SecureRandom} in a process, a seeded source in the
 * simulator. Ephemeral keys, session numbers and cookies depend on it being unpredictable.
 */
@FunctionalInterface
public interface EntropySource {

    /** Fills the array. */
    void nextBytes(byte[] bytes);
}
