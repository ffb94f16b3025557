package org.davebank.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.io.PrivateFiles;
import org.davebank.node.clone.CloneIds;
import org.jspecify.annotations.Nullable;

/**
 * All secrets of a network, derived from its cluster key by HMAC-SHA256 with a label for each use,
 * so that every node can compute them. Never in arguments, environment or logs. Any thread.
 */
public final class Secrets {

    /** The 32 bytes that define a network, in hex; mode 0600. */
    public static final String KEY_FILE = "cluster.key";

    public static final String TOKEN_FILE = "admin.token";
    public static final String PASSWORD_FILE = "admin.password";

    /** The user that signs in with the password of {@link #PASSWORD_FILE}. */
    public static final String ADMIN = "admin";

    private static final int KEY_BYTES = 32;
    private static final int LINK_MAC_BYTES = 32;
    private static final int LINK_CHARACTERS_MAX = 128;
    private static final int PASSWORD_GROUPS = 5;
    private static final int PASSWORD_GROUP_LENGTH = 4;

    /** 32 letters without look-alikes, so that five random bits choose one. */
    private static final String PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz123456789";

    private final byte[] key;

    /** Every request is compared with it. */
    private final String adminToken;

    private Secrets(byte[] key) {
        this.key = key;
        this.adminToken = "dvb_" + base64(derive("davebank admin token v1"));
    }

    /** The secrets of this folder's network, or null if the folder has no key. */
    public static @Nullable Secrets load(Path folder) throws IOException {
        return loadFrom(folder.resolve(KEY_FILE));
    }

    private static @Nullable Secrets loadFrom(Path file) throws IOException {
        try {
            return new Secrets(parse(Files.readString(file)));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Creates the key of a new network unless the folder has one already. */
    public static Secrets loadOrMake(Path folder) throws IOException {
        PrivateFiles.makeFolder(folder);
        return loadOrMakeIn(folder.resolve(KEY_FILE));
    }

    /** The same for a file with any name. */
    static Secrets loadOrMakeIn(Path file) throws IOException {
        Secrets known = loadFrom(file);
        if (known != null) {
            return known;
        }
        byte[] fresh = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(fresh);
        // Another process may be founding at the same moment: the one that creates the file wins.
        PrivateFiles.createOnce(file, text(fresh));
        Secrets made = loadFrom(file);
        if (made == null) {
            throw new IOException(file + " vanished");
        }
        return made;
    }

    /** Replaces the folder's key with this one, and the credentials with it. */
    void takeOver(Path folder) throws IOException {
        PrivateFiles.replace(folder.resolve(KEY_FILE), text(key));
        writeCredentials(folder);
    }

    /**
     * The ids of a network that is cloned from another folder under this key. They follow from the
     * key, so that an interrupted clone continues with the same ones.
     */
    CloneIds cloneIds() {
        try {
            long network = new WireReader(derive("davebank clone network id v1")).i64();
            long members = new WireReader(derive("davebank clone member ids v1")).i64();
            return new CloneIds(network >>> 1, members == 0 ? 1 : members);
        } catch (WireException e) {
            throw new IllegalStateException("32 bytes hold a number", e);
        }
    }

    /** Takes the key of an existing network from a file into this folder. */
    public static Secrets adopt(Path keyFile, Path folder) throws IOException {
        Secrets given = new Secrets(parse(Files.readString(keyFile)));
        Secrets known = load(folder);
        if (known != null && !Arrays.equals(known.key, given.key)) {
            throw new IOException(folder + " belongs to another network: its key differs");
        }
        PrivateFiles.makeFolder(folder);
        PrivateFiles.createOnce(folder.resolve(KEY_FILE), text(given.key));
        return given;
    }

    private static byte[] text(byte[] key) {
        return (HexFormat.of().formatHex(key) + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] parse(String text) throws IOException {
        try {
            byte[] key = HexFormat.of().parseHex(text.strip());
            if (key.length == KEY_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // Reported below, without repeating the file's content.
        }
        throw new IOException("a cluster key is 64 hexadecimal digits");
    }

    /** Writes token and password for users with access to this folder. */
    public void writeCredentials(Path folder) throws IOException {
        writeOnce(folder.resolve(TOKEN_FILE), adminToken());
        writeOnce(folder.resolve(PASSWORD_FILE), adminPassword());
    }

    private static void writeOnce(Path file, String secret) throws IOException {
        byte[] content = (secret + "\n").getBytes(StandardCharsets.US_ASCII);
        if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), content)) {
            PrivateFiles.replace(file, content);
        }
    }

    /** The key under which nodes and agents seal their datagrams. */
    public byte[] transportKey() {
        return derive("davebank transport key v1");
    }

    /** The bearer token of the administrator. */
    public String adminToken() {
        return adminToken;
    }

    public String adminPassword() {
        byte[] random = derive("davebank admin password v1");
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < PASSWORD_GROUPS * PASSWORD_GROUP_LENGTH; i++) {
            if (i > 0 && i % PASSWORD_GROUP_LENGTH == 0) {
                password.append('-');
            }
            password.append(PASSWORD_LETTERS.charAt(random[i] & 31));
        }
        return password.toString();
    }

    /** Compares in constant time. */
    public boolean isAdminToken(String token) {
        return same(token, adminToken());
    }

    /** Compares in constant time. */
    public boolean isAdminPassword(String password) {
        return same(password, adminPassword());
    }

    private static boolean same(String given, String expected) {
        return MessageDigest.isEqual(
                given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The answer to a challenge, which only a server of this network can give.
     *
     * @param host the server's address in digits
     * @param nonce hexadecimal, chosen by the caller
     */
    public String proof(String host, int port, String nonce) {
        String asked = host + " " + port + " " + nonce;
        byte[] use = derive("davebank network proof v1");
        return base64(hmac(use, asked.getBytes(StandardCharsets.UTF_8)));
    }

    /** Compares in constant time. */
    public boolean isProof(String given, String host, int port, String nonce) {
        return same(given, proof(host, port, nonce));
    }

    /** The key that signs the sign-in cookie, which is valid on every server node. */
    public byte[] sessionKey() {
        return derive("davebank sign-in cookie v1");
    }

    /** A verified sign-in link. The network knows whether it was used before. */
    public record SignInLink(long nonce, long expiresAtMs) {}

    /**
     * The value of a one-time sign-in link.
     *
     * @param nonce random; the network accepts it once
     */
    public String signInLink(long nonce, long expiresAtMs) {
        byte[] body = new WireWriter().i64(nonce).i64(expiresAtMs).toBytes();
        byte[] mac = hmac(derive("davebank sign-in link v1"), body);
        return base64(new WireWriter().raw(body).raw(mac).toBytes());
    }

    /** The link if it was signed with this network's key and has not expired, else null. */
    public @Nullable SignInLink verifyLink(String link, long wallMs) {
        if (link.length() > LINK_CHARACTERS_MAX) {
            return null;
        }
        try {
            WireReader in = new WireReader(Base64.getUrlDecoder().decode(link));
            SignInLink found = new SignInLink(in.i64(), in.i64());
            in.raw(LINK_MAC_BYTES);
            in.end();
            boolean genuine = same(link, signInLink(found.nonce(), found.expiresAtMs()));
            return genuine && wallMs < found.expiresAtMs() ? found : null;
        } catch (WireException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Derives 32 bytes for one use, named by the label. */
    private byte[] derive(String label) {
        return hmac(key, label.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
