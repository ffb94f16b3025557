package org.davebank.client;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Translates an unsuccessful answer of a server into one line. */
public final class Problem {

    private Problem() {}

    /** The detail of a problem document, or the status if the body is not one. */
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
            // Handled below.
        }
        return "the server answered " + status;
    }

    /** A recorded rejection for the same key dates from that moment, and so does its balance. */
    private static String earlier(String at) {
        return at.isEmpty()
                ? ""
                : "; this is the answer of "
                        + at
                        + ", when the key was used first, and stays so for it: for a new decision use"
                        + " another key";
    }

    /**
     * Whether the answer says that the request may have been executed, or its status leaves that
     * open.
     */
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
