package org.davebank.rest.docs;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.SpecVersion;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.davebank.rest.route.Header;
import org.davebank.rest.route.Query;
import org.davebank.rest.route.Route;
import org.davebank.rest.route.Routes;

/** The contract as an OpenAPI document, from what routes and records declare. */
public final class ApiDocument {

    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

    private static final String ABOUT =
            """
            Every server of a network answers every route. `./davebank token` prints a token; send \
            it as `Authorization: Bearer TOKEN`. Money is a number in major units, with an \
            integer in the currency's smallest units. Every POST may carry an `Idempotency-Key`. \
            What is refused is answered with a problem (RFC 9457), whose `code` says why and whose \
            `outcome` says whether it may have been executed.\
            """;

    /** The variables of paths: an example, and what they are. */
    private static final Map<String, List<String>> VARIABLES =
            Map.of(
                    "account", List.of("12345678", "eight digits, or an alias where it says so"),
                    "action", List.of("revive", "kill, stop, pause, resume, revive or wipe"),
                    "id", List.of("019a4c3e-7b1d-7c55-9a3f-1f0e5a6b7c8d", "its id"),
                    "name", List.of("worker-1", "a node's name"),
                    "sha256",
                            List.of(
                                    "9f86d081884c7d659a2feaa0c55ad015"
                                            + "a3bf4f1b2b0b822cd15d6c15b0f00a08",
                                    "64 hexadecimal digits"),
                    "what", List.of("12345678", "an account's number or a transaction's UUID"));

    private final Schemas schemas = new Schemas();
    private final Refusals refusals = new Refusals(schemas);

    private ApiDocument() {}

    /** Writes all of it into a document. */
    public static OpenAPI write(List<Routes.Entry> routes, OpenAPI into) {
        ApiDocument document = new ApiDocument();
        Paths paths = new Paths();
        for (Routes.Entry each : routes) {
            PathItem item = paths.computeIfAbsent(each.path(), path -> new PathItem());
            item.operation(
                    PathItem.HttpMethod.valueOf(each.method().name()), document.operation(each));
        }
        Components components = new Components();
        document.schemas.named().forEach(components::addSchemas);
        components.addSecuritySchemes(
                "bearer", new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer"));
        components.addSecuritySchemes(
                "basic", new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("basic"));
        return into.openapi("3.1.0")
                .specVersion(SpecVersion.V31)
                .info(new Info().title("DaveBank").version("1").description(ABOUT))
                .paths(paths)
                .components(components)
                .security(
                        List.of(
                                new SecurityRequirement().addList("bearer"),
                                new SecurityRequirement().addList("basic")));
    }

    private Operation operation(Routes.Entry entry) {
        Route route = entry.route();
        Operation operation =
                new Operation()
                        .summary(route.value())
                        .addTagsItem(tag(entry.path()))
                        .parameters(parameters(entry))
                        .responses(responses(entry));
        if (route.takes().length > 0) {
            operation.requestBody(
                    new RequestBody()
                            .required(true)
                            .content(content(route.takes(), route.takesTypes())));
        }
        if (route.open()) {
            operation.security(List.of());
        }
        return operation;
    }

    private static String tag(String path) {
        String first = path.split("/", 3)[1];
        return first.isEmpty() ? "index" : first;
    }

    private static List<Parameter> parameters(Routes.Entry entry) {
        List<Parameter> parameters = new ArrayList<>();
        for (String name :
                VARIABLE.matcher(entry.path()).results().map(MatchResult::group).toList()) {
            String variable = name.substring(1, name.length() - 1);
            List<String> known = Objects.requireNonNull(VARIABLES.get(variable), variable);
            parameters.add(parameter("path", variable, known.get(0), known.get(1)).required(true));
        }
        for (Query each : entry.route().query()) {
            parameters.add(parameter("query", each.parameter(), each.example(), each.about()));
        }
        for (Header each : entry.route().reads()) {
            parameters.add(parameter("header", each.header(), each.example(), each.about()));
        }
        return parameters;
    }

    private static Parameter parameter(String in, String name, String example, String about) {
        return new Parameter()
                .in(in)
                .name(name)
                .description(about)
                .schema(Schemas.typed("string"))
                .example(example);
    }

    private ApiResponses responses(Routes.Entry entry) {
        Route route = entry.route();
        ApiResponses responses = new ApiResponses();
        ApiResponse done = new ApiResponse().description("Done.");
        for (Header each : route.writes()) {
            done.addHeaderObject(each.header(), header(each.example(), each.about()));
        }
        if (route.gives().length > 0) {
            done.content(content(route.gives(), route.givesTypes()));
        }
        responses.addApiResponse(Integer.toString(route.status()), withRequestId(done));
        List<Header> reads = Arrays.asList(route.reads());
        if (reads.contains(Header.RANGE)) {
            responses.addApiResponse(
                    "206",
                    new ApiResponse()
                            .description("The part that was asked for.")
                            .headers(done.getHeaders())
                            .content(done.getContent()));
        }
        if (reads.contains(Header.IF_NONE_MATCH)) {
            responses.addApiResponse(
                    "304",
                    new ApiResponse().description("Still the same.").headers(done.getHeaders()));
        }
        refusals.of(entry)
                .forEach((status, refused) ->
                        responses.addApiResponse(status, withRequestId(refused)));
        return responses;
    }

    static io.swagger.v3.oas.models.headers.Header header(String example, String about) {
        return new io.swagger.v3.oas.models.headers.Header()
                .description(about)
                .schema(Schemas.typed("string"))
                .example(example);
    }

    private static ApiResponse withRequestId(ApiResponse answer) {
        answer.addHeaderObject(
                "X-Request-Id",
                header("6f1c9a0be2d34a57", "the number of the request, in the server's log"));
        return answer;
    }

    private Content content(Class<?>[] bodies, String[] types) {
        Map<String, MediaType> media = new LinkedHashMap<>();
        for (String type : types) {
            MediaType one = new MediaType().schema(schemas.oneOf(bodies));
            if (Schemas.isBody(bodies[0]) && type.toLowerCase(Locale.ROOT).endsWith("json")) {
                one.example(Examples.of(bodies[0]));
            }
            media.put(type, one);
        }
        Content content = new Content();
        content.putAll(media);
        return content;
    }
}
