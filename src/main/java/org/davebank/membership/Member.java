package org.davebank.membership;

import org.davebank.base.Address;
import org.davebank.base.MemberId;
import org.jspecify.annotations.Nullable;

/**
 * What a member announces about itself.
 *
 * @param name a letter or digit, then at most 62 more of letters, digits, dot, dash and underscore
 * @param address its address in the network's protocol
 * @param httpPort its HTTP port, 0 for none
 * @param agent address of its host agent, or null
 * @param incarnation 0 to {@link #INCARNATION_MAX}; only the member itself raises it
 */
public record Member(
        MemberId id,
        String name,
        MemberRole role,
        Address address,
        int httpPort,
        @Nullable Address agent,
        long incarnation) {

    public static final int NAME_LENGTH_MAX = 63;
    public static final long INCARNATION_MAX = 1L << 60;

    public Member {
        if (!isName(name)) {
            throw new IllegalArgumentException("not a node name: '" + name + "'");
        }
        if (httpPort < 0 || httpPort > 65_535) {
            throw new IllegalArgumentException("HTTP port out of range: " + httpPort);
        }
        if (incarnation < 0 || incarnation > INCARNATION_MAX) {
            throw new IllegalArgumentException("incarnation out of range: " + incarnation);
        }
    }

    /** Whether the text is a valid node name. */
    public static boolean isName(String text) {
        if (text.isEmpty() || text.length() > NAME_LENGTH_MAX) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean alphanumeric =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!alphanumeric && (i == 0 || (c != '.' && c != '-' && c != '_'))) {
                return false;
            }
        }
        return true;
    }

    public Member withIncarnation(long next) {
        return new Member(id, name, role, address, httpPort, agent, next);
    }

    /** Whether this claim to a name beats the other's: a later life has a higher incarnation. */
    boolean beats(Member other) {
        return incarnation != other.incarnation
                ? incarnation > other.incarnation
                : id.compareTo(other.id) > 0;
    }
}
