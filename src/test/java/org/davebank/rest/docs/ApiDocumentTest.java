package org.davebank.rest.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.OpenAPI;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.davebank.api.Body;
import org.davebank.api.ProblemCode;
import org.davebank.rest.route.Query;
import org.davebank.rest.route.Route;
import org.davebank.rest.route.Routes;
import org.junit.jupiter.api.Test;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMethod;

/** The document and the handlers of the server name the same things. */
class ApiDocumentTest {

    private static final List<Routes.Entry> ROUTES = Routes.of(Handlers.all());

    private static final JsonNode DOCUMENT =
            Json31.mapper().valueToTree(ApiDocument.write(ROUTES, new OpenAPI()));

    /** Codes of requests that reach no route, and of routes that are still to come. */
    private static final Set<ProblemCode> OF_NO_ROUTE =
            EnumSet.of(
                    ProblemCode.METHOD_NOT_ALLOWED,
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                    ProblemCode.ALIAS_NOT_FOUND);

    private static JsonNode operation(Routes.Entry route) {
        return DOCUMENT.path("paths")
                .path(route.path())
                .path(route.method().name().toLowerCase(Locale.ROOT));
    }

    private static Set<String> words(Iterable<JsonNode> nodes, String field) {
        Set<String> words = new TreeSet<>();
        nodes.forEach(each -> words.add(each.path(field).asText()));
        return words;
    }

    @Test
    void everyHandlerButThatOfErrorsDeclaresWhatItTakesAndGives() {
        List<String> silent = new ArrayList<>();
        Handlers.all()
                .forEach((info, handler) -> {
                    if (!handler.hasMethodAnnotation(Route.class)
                            && !info.getPatternValues().contains("/error")) {
                        silent.add(handler.toString());
                    }
                });
        assertThat(silent).isEmpty();
    }

    @Test
    void theDocumentNamesEveryRouteAndNoOther() {
        Set<String> known = new TreeSet<>();
        Handlers.all()
                .forEach((info, handler) ->
                        info.getPatternValues()
                                .forEach(path -> {
                                    String plain = path.replaceAll("(?<=.)/$", "");
                                    for (RequestMethod method :
                                            info.getMethodsCondition().getMethods()) {
                                        known.add(method + " " + plain);
                                    }
                                }));
        Set<String> documented = new TreeSet<>();
        DOCUMENT.path("paths")
                .properties()
                .forEach(path ->
                        path.getValue()
                                .fieldNames()
                                .forEachRemaining(method ->
                                        documented.add(
                                                method.toUpperCase(Locale.ROOT)
                                                        + " "
                                                        + path.getKey())));
        assertThat(documented).isEqualTo(known).hasSizeGreaterThan(35);
    }

    @Test
    void aRouteGivesWhatItsHandlerReturns() {
        List<String> wrong = new ArrayList<>();
        for (Routes.Entry route : ROUTES) {
            Type returned = route.handler().getMethod().getGenericReturnType();
            if (returned instanceof ParameterizedType entity
                    && entity.getRawType() == ResponseEntity.class) {
                returned = entity.getActualTypeArguments()[0];
            }
            Class<?> body = null;
            if (returned instanceof ParameterizedType list && list.getRawType() == List.class) {
                body = ((Class<?>) list.getActualTypeArguments()[0]).arrayType();
            } else if (returned instanceof Class<?> plain && Body.class.isAssignableFrom(plain)) {
                body = plain;
            }
            List<Class<?>> declared = List.of(route.route().gives());
            if (body != null && !declared.equals(List.of(body))) {
                wrong.add(route.path() + " returns " + body + " and declares " + declared);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyParameterAndHeaderIsThereWithAnExample() {
        for (Routes.Entry route : ROUTES) {
            Set<String> declared = new TreeSet<>(Routes.parameters(route.route()));
            Arrays.stream(route.route().reads()).forEach(each -> declared.add(each.header()));
            Arrays.stream(route.path().split("/"))
                    .filter(part -> part.startsWith("{"))
                    .forEach(part -> declared.add(part.substring(1, part.length() - 1)));
            JsonNode parameters = operation(route).path("parameters");
            assertThat(words(parameters, "name")).as(route.path()).isEqualTo(declared);
            parameters.forEach(each -> {
                assertThat(each.path("example").asText()).as(each.toString()).isNotEmpty();
                assertThat(each.path("description").asText()).as(each.toString()).isNotEmpty();
            });
        }
    }

    @Test
    void everyParameterAndEveryCodeBelongsToARoute() {
        Set<Query> queries = EnumSet.allOf(Query.class);
        Set<ProblemCode> codes = EnumSet.allOf(ProblemCode.class);
        for (Routes.Entry route : ROUTES) {
            queries.removeAll(List.of(route.route().query()));
            codes.removeAll(route.refusals());
        }
        assertThat(queries).isEmpty();
        assertThat(codes).isEqualTo(OF_NO_ROUTE);
    }

    @Test
    void everyRefusalStandsUnderItsStatusWithAnExample() {
        for (Routes.Entry route : ROUTES) {
            for (ProblemCode code : route.refusals()) {
                JsonNode problem =
                        operation(route)
                                .path("responses")
                                .path(Integer.toString(code.status()))
                                .path("content")
                                .path("application/problem+json");
                assertThat(problem.path("examples").path(code.code()).path("value").path("code"))
                        .as(route.path() + " " + code)
                        .hasToString('"' + code.code() + '"');
                assertThat(problem.findPath("enum").toString())
                        .as(route.path() + " " + code)
                        .contains('"' + code.code() + '"');
            }
        }
    }

    @Test
    void everyFieldIsInSnakeCaseAndEveryReferenceLeadsSomewhere() {
        JsonNode schemas = DOCUMENT.path("components").path("schemas");
        assertThat(schemas.size()).isGreaterThan(30);
        schemas.properties()
                .forEach(schema ->
                        schema.getValue()
                                .path("properties")
                                .fieldNames()
                                .forEachRemaining(name ->
                                        assertThat(name)
                                                .as(schema.getKey())
                                                .matches("[a-z][a-z0-9]*(_[a-z0-9]+)*")));
        DOCUMENT.findValuesAsText("$ref")
                .forEach(reference ->
                        assertThat(DOCUMENT.at(reference.substring(1)).isObject())
                                .as(reference)
                                .isTrue());
    }

    @Test
    void everyBodyHasAnExampleWithTheFieldsOfItsSchema() {
        for (Routes.Entry route : ROUTES) {
            List<JsonNode> contents = new ArrayList<>();
            contents.add(operation(route).path("requestBody").path("content"));
            operation(route).path("responses").forEach(each -> contents.add(each.path("content")));
            for (JsonNode content : contents) {
                JsonNode json = content.path("application/json");
                JsonNode schema = json.path("schema");
                boolean bytes = schema.path("format").asText().equals("binary");
                if (!json.isMissingNode() && !bytes) {
                    assertThat(json.has("example")).as(route.path()).isTrue();
                    checkExample(first(schema), json.path("example"), route.path());
                }
            }
        }
    }

    private static JsonNode first(JsonNode schema) {
        return schema.has("oneOf") ? schema.path("oneOf").get(0) : schema;
    }

    private static void checkExample(JsonNode schema, JsonNode example, String where) {
        if (schema.has("$ref")) {
            JsonNode object = DOCUMENT.at(schema.path("$ref").asText().substring(1));
            assertThat(example.isObject()).as(where).isTrue();
            Set<String> given = new TreeSet<>();
            example.fieldNames().forEachRemaining(given::add);
            Set<String> known = new TreeSet<>();
            object.path("properties").fieldNames().forEachRemaining(known::add);
            assertThat(known).as(where).containsAll(given);
            object.path("required").forEach(name -> assertThat(given).contains(name.asText()));
            given.forEach(name ->
                    checkExample(
                            first(object.path("properties").path(name)),
                            example.path(name),
                            where + " " + name));
        } else if (schema.path("type").asText().equals("array")) {
            assertThat(example.isArray()).as(where).isTrue();
            example.forEach(each -> checkExample(schema.path("items"), each, where));
        }
    }

    @Test
    void aFieldThatMayBeNullSaysSoAndIsThereAllTheSame() {
        JsonNode transaction =
                DOCUMENT.path("components").path("schemas").path("TransactionAnswer");
        assertThat(transaction.path("properties").path("to_account").path("type").toString())
                .isEqualTo("[\"string\",\"null\"]");
        assertThat(transaction.path("required").toString()).contains("\"to_account\"");
        JsonNode problem = DOCUMENT.path("components").path("schemas").path("Problem");
        assertThat(problem.path("properties").has("transaction_id")).isTrue();
        assertThat(problem.path("required").toString()).doesNotContain("transaction_id");
    }

    @Test
    void requestsAreClosedAndRoutesAskForATokenUnlessTheySayOtherwise() {
        JsonNode schemas = DOCUMENT.path("components").path("schemas");
        assertThat(schemas.path("OpenAccount").path("additionalProperties").asBoolean(true))
                .isFalse();
        assertThat(schemas.path("OpenAccount").path("required").toString())
                .isEqualTo("[\"holder\"]");
        assertThat(DOCUMENT.path("security").size()).isPositive();
        for (Routes.Entry route : ROUTES) {
            ObjectNode operation = (ObjectNode) operation(route);
            assertThat(operation.has("security")).as(route.path()).isEqualTo(route.route().open());
        }
    }
}
