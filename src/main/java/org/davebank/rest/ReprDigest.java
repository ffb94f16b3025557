package org.davebank.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The header {@code Repr-Digest} of an upload (RFC 9530), a dictionary of RFC 8941. */
final class ReprDigest {

    private static final Pattern MEMBER =
            Pattern.compile("([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/]*={0,2}):( *;.*)?");
    private static final Pattern SHA_256 = Pattern.compile("[A-Za-z0-9+/]{43}=");

    private ReprDigest() {}

    /** The SHA-256 that the body must have; null when the header is not there. */
    static byte @Nullable [] of(HttpServletRequest request) {
        List<String> lines = Collections.list(request.getHeaders("Repr-Digest"));
        return lines.isEmpty() ? null : sha256(String.join(",", lines));
    }

    /** The last of several equal keys counts; only SHA-256 is considered. */
    static byte[] sha256(String header) {
        String found = null;
        for (String each : header.split(",", -1)) {
            Matcher member = MEMBER.matcher(each.strip());
            if (!member.matches()) {
                throw malformed();
            }
            if (member.group(1).equals("sha-256")) {
                found = member.group(2);
            }
        }
        if (found == null) {
            throw JsonBody.malformed("of the kinds of Repr-Digest only sha-256 is known here");
        }
        if (!SHA_256.matcher(found).matches()) {
            throw malformed();
        }
        return Base64.getDecoder().decode(found);
    }

    private static RuntimeException malformed() {
        return JsonBody.malformed(
                "Repr-Digest has the form sha-256=:BASE64:, of the 32 bytes of the digest");
    }
}
