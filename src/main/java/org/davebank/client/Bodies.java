package org.davebank.client;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import org.davebank.api.Body;
import org.davebank.api.Request;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** Bodies of the contract as they are sent and read. */
public final class Bodies {

    /**
     * Money keeps its decimals, trailing zeros and all. A server of another version may know a field
     * more, or one less.
     */
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .withConfigOverride(
                            List.class,
                            lists ->
                                    lists.setNullHandling(
                                            JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
                    .build();

    private Bodies() {}

    /** A body as a record of the contract. */
    public static <T extends Body> T read(String body, Class<T> type) {
        return JSON.readValue(body, type);
    }

    static <T extends Body> List<T> readList(String body, Class<T> type) {
        return JSON.readerForListOf(type).readValue(body);
    }

    static JsonNode tree(String body) {
        return JSON.readTree(body);
    }

    static String write(Request body) {
        return JSON.writeValueAsString(body);
    }
}
