package org.davebank.transport.packet;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM as the Noise framework uses it (revision 34, section 12.4): the nonce is 32 zero bits
 * and the 64-bit counter, big-endian. Keeps one cipher and one nonce array. Not thread-safe.
 */
final class GcmSeal implements Seal {

    private static final int NONCE_BYTES = 12;

    private final SecretKeySpec key;
    private final Cipher cipher;
    private final byte[] nonce = new byte[NONCE_BYTES];

    GcmSeal(byte[] key32) {
        this.key = new SecretKeySpec(key32, "AES");
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no AES-GCM", e);
        }
    }

    private void start(int mode, long counter) throws GeneralSecurityException {
        PacketCodec.putLong(nonce, 4, counter);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * 8, nonce));
    }

    @Override
    public int seal(long counter, byte[] plain, int plainLength, byte[] packet, int headerLength) {
        try {
            start(Cipher.ENCRYPT_MODE, counter);
            cipher.updateAAD(packet, 0, headerLength);
            return headerLength + cipher.doFinal(plain, 0, plainLength, packet, headerLength);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed", e);
        }
    }

    @Override
    public int open(
            long counter, byte[] packet, int offset, int headerLength, int length, byte[] plain) {
        int bodyLength = length - headerLength;
        if (bodyLength < TAG_BYTES || bodyLength - TAG_BYTES > plain.length) {
            return -1;
        }
        try {
            start(Cipher.DECRYPT_MODE, counter);
            cipher.updateAAD(packet, offset, headerLength);
            return cipher.doFinal(packet, offset + headerLength, bodyLength, plain, 0);
        } catch (AEADBadTagException e) {
            return -1;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("opening failed", e);
        }
    }
}
