package org.davebank.rest.docs;

import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.api.Body;
import org.davebank.api.Problem;
import org.davebank.api.ProblemCode;
import org.davebank.rest.route.Routes;

/** The answers of a route that refuses: one for each status, with its codes. */
record Refusals(Schemas schemas) {

    /** By status. */
    Map<String, ApiResponse> of(Routes.Entry route) {
        Map<String, List<ProblemCode>> byStatus = new TreeMap<>();
        for (ProblemCode code : route.refusals()) {
            byStatus.computeIfAbsent(Integer.toString(code.status()), status -> new ArrayList<>())
                    .add(code);
        }
        Map<String, ApiResponse> answers = new TreeMap<>();
        byStatus.forEach((status, codes) -> answers.put(status, answer(codes)));
        return answers;
    }

    private ApiResponse answer(List<ProblemCode> codes) {
        MediaType media = new MediaType();
        List<String> names = new ArrayList<>();
        for (ProblemCode each : codes) {
            names.add(each.code());
            media.addExamples(each.code(), new Example().value(example(each)));
        }
        Schema<?> refused = Schemas.typed("object");
        refused.addAllOfItem(schemas.oneOf(Problem.class));
        refused.addAllOfItem(
                Schemas.typed("object").addProperty(Body.field("code"), Schemas.wordOf(names)));
        ApiResponse answer =
                new ApiResponse()
                        .description(String.join(", ", names))
                        .content(
                                new Content()
                                        .addMediaType(Problem.MEDIA_TYPE, media.schema(refused)));
        if (codes.contains(ProblemCode.UNAUTHENTICATED)) {
            answer.addHeaderObject(
                    "WWW-Authenticate",
                    ApiDocument.header("Bearer realm=\"davebank\"", "what to send"));
        }
        if (codes.contains(ProblemCode.TOO_BUSY) || codes.contains(ProblemCode.NO_QUORUM)) {
            answer.addHeaderObject("Retry-After", ApiDocument.header("1", "seconds"));
        }
        return answer;
    }

    private static Map<String, Object> example(ProblemCode code) {
        Map<String, Object> example = new LinkedHashMap<>();
        if (Examples.of(Problem.class) instanceof Map<?, ?> any) {
            any.forEach((name, value) -> example.put(String.valueOf(name), value));
        }
        example.put("type", code.type());
        example.put("title", code.title());
        example.put("status", code.status());
        example.put("detail", "a sentence for the person who asked");
        example.put("code", code.code());
        example.put("retryable", code.retryable());
        example.put("outcome", code.outcome());
        return example;
    }
}
