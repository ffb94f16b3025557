package org.davebank.transport.packet;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.davebank.base.Invariant;
import org.jspecify.annotations.Nullable;

/**
 * Noise_NNpsk0_25519_AESGCM_SHA256 (The Noise Protocol Framework, revision 34):
 *
 * <pre>
 *   -&gt; psk, e
 *   &lt;- e, ee
 * </pre>
 *
 * <p>The cluster key authenticates both sides from the first message on; the ephemeral keys provide
 * forward secrecy. Not thread-safe.
 */
public final class NoiseHandshake implements Handshake {

    private static final String PROTOCOL = "Noise_NNpsk0_25519_AESGCM_SHA256";
    private static final int KEY_BYTES = 32;
    private static final byte[] BASE_POINT = new byte[KEY_BYTES];

    static {
        BASE_POINT[0] = 9;
    }

    private final boolean initiator;
    private final byte[] clusterKey;
    private final EntropySource entropy;

    /** Of the whole exchange so far, equal on both sides in the end. */
    byte[] hash;

    private byte[] chainingKey;
    private byte @Nullable [] messageKey;
    private long messageCounter;
    private byte @Nullable [] secret;
    private byte @Nullable [] ephemeral;
    private byte @Nullable [] remoteEphemeral;

    public NoiseHandshake(
            boolean initiator, byte[] clusterKey, byte[] prologue, EntropySource entropy) {
        Invariant.check(clusterKey.length == KEY_BYTES, "a cluster key has 32 bytes");
        this.initiator = initiator;
        this.clusterKey = clusterKey;
        this.entropy = entropy;
        // The protocol's name is exactly as long as a hash, so it is used as it is (section 5.2).
        this.hash = PROTOCOL.getBytes(StandardCharsets.US_ASCII);
        this.chainingKey = hash;
        mixHash(prologue);
        if (initiator) {
            makeEphemeral();
        }
    }

    private NoiseHandshake(NoiseHandshake other) {
        this.initiator = other.initiator;
        this.clusterKey = other.clusterKey;
        this.entropy = other.entropy;
        this.hash = other.hash;
        this.chainingKey = other.chainingKey;
        this.messageKey = other.messageKey;
        this.messageCounter = other.messageCounter;
        this.secret = other.secret;
        this.ephemeral = other.ephemeral;
        this.remoteEphemeral = other.remoteEphemeral;
    }

    @Override
    public Handshake copy() {
        return new NoiseHandshake(this);
    }

    @Override
    public byte[] ephemeral() {
        return Objects.requireNonNull(ephemeral, "the ephemeral key was made").clone();
    }

    @Override
    public byte @Nullable [] write(byte[] payload) {
        if (initiator) {
            mixKeyAndHash(clusterKey);
        } else {
            makeEphemeral();
        }
        byte[] own = ephemeral();
        mixHash(own);
        mixKey(own);
        if (!initiator) {
            byte[] shared = agree();
            if (shared == null) {
                return null;
            }
            mixKey(shared);
        }
        byte[] sealed = sealPayload(payload);
        byte[] message = Arrays.copyOf(own, KEY_BYTES + sealed.length);
        System.arraycopy(sealed, 0, message, KEY_BYTES, sealed.length);
        return message;
    }

    @Override
    public byte @Nullable [] read(byte[] message, int offset, int length) {
        if (length < KEY_BYTES + Seal.TAG_BYTES) {
            return null;
        }
        if (!initiator) {
            mixKeyAndHash(clusterKey);
        }
        byte[] remote = Arrays.copyOfRange(message, offset, offset + KEY_BYTES);
        remoteEphemeral = remote;
        mixHash(remote);
        mixKey(remote);
        if (initiator) {
            byte[] shared = agree();
            if (shared == null) {
                return null;
            }
            mixKey(shared);
        }
        return openPayload(message, offset + KEY_BYTES, length - KEY_BYTES);
    }

    @Override
    public Seal sender() {
        return new GcmSeal(split()[initiator ? 0 : 1]);
    }

    @Override
    public Seal receiver() {
        return new GcmSeal(split()[initiator ? 1 : 0]);
    }

    private byte[][] split() {
        return expand(chainingKey, new byte[0], 2);
    }

    private void makeEphemeral() {
        byte[] scalar = new byte[KEY_BYTES];
        entropy.nextBytes(scalar);
        secret = scalar;
        ephemeral = Objects.requireNonNull(multiply(scalar, BASE_POINT), "a multiple of the base");
    }

    private byte @Nullable [] agree() {
        byte[] own = Objects.requireNonNull(secret, "the own key was made");
        return multiply(own, Objects.requireNonNull(remoteEphemeral, "the other key was read"));
    }

    /** X25519 (RFC 7748, section 5), or null when the point is one of the few of small order. */
    private static byte @Nullable [] multiply(byte[] scalar, byte[] point) {
        byte[] bigEndian = new byte[KEY_BYTES];
        for (int i = 0; i < KEY_BYTES; i++) {
            bigEndian[i] = point[KEY_BYTES - 1 - i];
        }
        bigEndian[0] &= 0x7f;
        try {
            KeyFactory keys = KeyFactory.getInstance("X25519");
            PrivateKey own =
                    keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, scalar));
            BigInteger u = new BigInteger(1, bigEndian);
            KeyAgreement agreement = KeyAgreement.getInstance("X25519");
            agreement.init(own);
            agreement.doPhase(
                    keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, u)), true);
            return agreement.generateSecret();
        } catch (InvalidKeyException e) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no X25519", e);
        }
    }

    private void mixHash(byte[] bytes) {
        MessageDigest digest = sha256();
        digest.update(hash);
        digest.update(bytes);
        hash = digest.digest();
    }

    private void mixKey(byte[] input) {
        byte[][] keys = expand(chainingKey, input, 2);
        chainingKey = keys[0];
        messageKey = keys[1];
        messageCounter = 0;
    }

    private void mixKeyAndHash(byte[] input) {
        byte[][] keys = expand(chainingKey, input, 3);
        chainingKey = keys[0];
        mixHash(keys[1]);
        messageKey = keys[2];
        messageCounter = 0;
    }

    /** EncryptAndHash of section 5.2: the hash so far is the associated data. */
    private byte[] sealPayload(byte[] payload) {
        byte[] key = Objects.requireNonNull(messageKey, "a message is sealed with a key");
        byte[] packet = Arrays.copyOf(hash, hash.length + payload.length + Seal.TAG_BYTES);
        new GcmSeal(key).seal(messageCounter++, payload, payload.length, packet, hash.length);
        byte[] sealed = Arrays.copyOfRange(packet, hash.length, packet.length);
        mixHash(sealed);
        return sealed;
    }

    private byte @Nullable [] openPayload(byte[] message, int offset, int length) {
        byte[] key = Objects.requireNonNull(messageKey, "a message is opened with a key");
        byte[] packet = Arrays.copyOf(hash, hash.length + length);
        System.arraycopy(message, offset, packet, hash.length, length);
        byte[] payload = new byte[length - Seal.TAG_BYTES];
        int opened =
                new GcmSeal(key)
                        .open(messageCounter++, packet, 0, hash.length, packet.length, payload);
        if (opened < 0) {
            return null;
        }
        mixHash(Arrays.copyOfRange(message, offset, offset + length));
        return payload;
    }

    /** The key derivation of section 4.3, which is HKDF (RFC 5869) with an empty info. */
    private static byte[][] expand(byte[] chainingKey, byte[] input, int count) {
        byte[] seed = hmac(chainingKey, input);
        byte[][] keys = new byte[count][];
        byte[] last = new byte[0];
        for (int i = 0; i < count; i++) {
            byte[] block = Arrays.copyOf(last, last.length + 1);
            block[last.length] = (byte) (i + 1);
            last = hmac(seed, block);
            keys[i] = last;
        }
        return keys;
    }

    public static byte[] hmac(byte[] key, byte[] bytes) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HMAC-SHA-256", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}
