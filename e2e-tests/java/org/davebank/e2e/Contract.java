package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The document of a running server, and whether answers are as it says. */
record Contract(JsonNode document) {

    static Contract of(LocalNetwork network) {
        return new Contract(network.get("/openapi.json"));
    }

    /** All operations, as in {@code GET /accounts/{account}}. */
    Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        document.path("paths")
                .properties()
                .forEach(path ->
                        path.getValue()
                                .propertyNames()
                                .forEach(method ->
                                        operations.add(
                                                method.toUpperCase(Locale.ROOT)
                                                        + " "
                                                        + path.getKey())));
        return operations;
    }

    JsonNode operation(String name) {
        String[] words = name.split(" ", 2);
        return document.path("paths").path(words[1]).path(words[0].toLowerCase(Locale.ROOT));
    }

    /** Which operation a request is for; null when it is none of the document. */
    String find(String method, String address) {
        String path = address.replaceAll("\\?.*", "").replaceAll("(?<=.)/$", "");
        String found = null;
        for (String each : operations()) {
            String[] words = each.split(" ", 2);
            boolean variable = words[1].contains("{");
            String pattern = words[1].replaceAll("\\{\\w+}", "[^/]+");
            // A path without a variable is meant before one with.
            if (words[0].equals(method) && path.matches(pattern) && (found == null || !variable)) {
                found = each;
            }
        }
        return found;
    }

    /** Fails unless status, type, headers and body of the answer are those of the operation. */
    void check(String operation, HttpResponse<String> answer) {
        String where = operation + " " + answer.statusCode();
        JsonNode response =
                operation(operation).path("responses").path(Integer.toString(answer.statusCode()));
        assertThat(response.isObject()).as(where + " " + answer.body()).isTrue();
        Set<String> ours = new TreeSet<>(answer.headers().map().keySet());
        ours.removeIf(name ->
                !name.startsWith("x-davebank-")
                        && !name.equals("etag")
                        && !name.equals("location")
                        && !name.equals("link"));
        Set<String> declared = new TreeSet<>();
        response.path("headers")
                .propertyNames()
                .forEach(name -> declared.add(name.toLowerCase(Locale.ROOT)));
        assertThat(declared).as(where).containsAll(ours);
        JsonNode content = response.path("content");
        if (content.isMissingNode()) {
            assertThat(answer.body()).as(where).isEmpty();
            return;
        }
        String type = answer.headers().firstValue("Content-Type").orElse("").split(";", 2)[0];
        JsonNode schema = content.path(type).path("schema");
        boolean anyBytes =
                content.path("application/octet-stream").path("schema").path("format").isString();
        assertThat(schema.isObject() || anyBytes).as(where + " " + type).isTrue();
        if (type.endsWith("json") && !schema.path("format").asString("").equals("binary")) {
            check(schema, JsonMapper.shared().readTree(answer.body()), where);
        }
    }

    /** Fails unless a value is as its schema says, to the last field. */
    void check(JsonNode schema, JsonNode value, String where) {
        String problem = problem(schema, value, where);
        assertThat(problem).isEmpty();
    }

    private String problem(JsonNode schema, JsonNode value, String where) {
        if (schema.has("$ref")) {
            return problem(
                    document.at(schema.path("$ref").asString("").substring(1)), value, where);
        }
        for (String either : new String[] {"oneOf", "anyOf"}) {
            if (schema.has(either)) {
                StringBuilder problems = new StringBuilder();
                for (JsonNode each : schema.path(either)) {
                    String problem = problem(each, value, where);
                    if (problem.isEmpty()) {
                        return "";
                    }
                    problems.append(problem).append('\n');
                }
                return problems.toString();
            }
        }
        if (schema.has("allOf")) {
            JsonNode codes = schema.findPath("enum");
            String code = value.path("code").asString("");
            for (JsonNode each : codes) {
                if (each.asString("").equals(code)) {
                    return problem(schema.path("allOf").get(0), value, where);
                }
            }
            return where + " may not say " + code + ", only " + codes + ": " + value;
        }
        String type = type(value);
        JsonNode types = schema.path("type");
        boolean known = types.isMissingNode();
        for (JsonNode each :
                types.isArray() ? types : JsonMapper.shared().createArrayNode().add(types)) {
            known |=
                    each.asString("").equals(type)
                            || (each.asString("").equals("number") && type.equals("integer"));
        }
        if (!known) {
            return where + " is " + type + ", not " + types;
        }
        return type.equals("object")
                ? fields(schema, value, where)
                : type.equals("array") ? items(schema, value, where) : "";
    }

    private static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "object";
            case ARRAY -> "array";
            case STRING -> "string";
            case BOOLEAN -> "boolean";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            default -> "null";
        };
    }

    private String items(JsonNode schema, JsonNode value, String where) {
        for (JsonNode each : value) {
            String problem = problem(schema.path("items"), each, where + "[]");
            if (!problem.isEmpty()) {
                return problem;
            }
        }
        return "";
    }

    private String fields(JsonNode schema, JsonNode value, String where) {
        JsonNode properties = schema.path("properties");
        for (JsonNode required : schema.path("required")) {
            if (!value.has(required.asString(""))) {
                return where + " has no " + required;
            }
        }
        for (var field : value.properties()) {
            JsonNode inner = properties.path(field.getKey());
            if (inner.isMissingNode()) {
                inner = schema.path("additionalProperties");
            }
            if (!inner.isObject()) {
                return where + " has the field " + field.getKey() + ", of which nothing is known";
            }
            String problem = problem(inner, field.getValue(), where + "." + field.getKey());
            if (!problem.isEmpty()) {
                return problem;
            }
        }
        return "";
    }
}
