package org.davebank.client;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a server answered instead of what was asked for, in one line. */
public final class Problem {

    private Problem() {}

    /** The detail of a problem document, or the status when the body is none. */
    public static String text(String body, int status) {
        try {
            JsonNode json = JsonMapper.shared().readTree(body);
            String detail = json.path("detail").asString("");
            String code = json.path("code").asString("");
            if (!detail.isEmpty()) {
                return (code.isEmpty() ? detail : detail + " (" + code + ")")
                        + earlier(json.path("replayed_from").asString(""));
            }
        } catch (JacksonException e) {
            // Said below.
        }
        return "the server answered " + status;
    }

    /** A rejection that was recorded under the same key is that moment's, and so is its balance. */
    private static String earlier(String at) {
        return at.isEmpty()
                ? ""
                : "; this is the answer of "
                        + at
                        + ", when the key was used first, and stays so for it: for a new decision use"
                        + " another key";
    }

    /** Whether it says, or by its status alone leaves open, that what was asked for may be done. */
    static boolean isUnknown(String body, int status) {
        boolean open = status == 500 || status == 504;
        try {
            String outcome = JsonMapper.shared().readTree(body).path("outcome").asString("");
            return outcome.isEmpty() ? open : outcome.equals("unknown");
        } catch (JacksonException e) {
            return open;
        }
    }
}
