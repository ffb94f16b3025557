package org.davebank.rest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.http.converter.xml.Jaxb2RootElementHttpMessageConverter;
import org.springframework.stereotype.Component;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.accept.ContentNegotiationStrategy;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/** How answers leave: as JSON, in one piece. */
@Component
final class JsonAnswers implements WebMvcConfigurer {

    private final JsonMapper json;

    JsonAnswers(JsonMapper json) {
        this.json = json;
    }

    /** No answer is XML; to find that out took a search for annotations at every answer. */
    @Override
    public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
        builder.withJsonConverter(new Whole(json))
                .configureMessageConvertersList(all ->
                        all.removeIf(Jaxb2RootElementHttpMessageConverter.class::isInstance));
    }

    @Override
    public void configureContentNegotiation(ContentNegotiationConfigurer configurer) {
        configurer.strategies(List.of(new Accepted()));
    }

    /** Says how long the body is, so that the server sends it together with the headers, and at once. */
    private static final class Whole extends JacksonJsonHttpMessageConverter {

        private static final int BYTES_EXPECTED = 1_024;

        Whole(JsonMapper json) {
            super(json);
        }

        @Override
        protected void writeInternal(
                Object answer,
                ResolvableType type,
                HttpOutputMessage to,
                @Nullable Map<String, Object> hints)
                throws IOException {
            ByteArrayOutputStream body = new ByteArrayOutputStream(BYTES_EXPECTED);
            super.writeInternal(answer, type, new Collected(to.getHeaders(), body), hints);
            to.getHeaders().setContentLength(body.size());
            body.writeTo(to.getBody());
        }
    }

    private record Collected(HttpHeaders headers, OutputStream body) implements HttpOutputMessage {

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public OutputStream getBody() {
            return body;
        }
    }

    /** What a client accepts. It asks in the same words again and again: the newest are remembered. */
    static final class Accepted implements ContentNegotiationStrategy {

        private record Known(String words, List<MediaType> types) {}

        private final ContentNegotiationStrategy header = new HeaderContentNegotiationStrategy();
        private volatile Known newest = new Known("*/*", MEDIA_TYPE_ALL_LIST);

        @Override
        public List<MediaType> resolveMediaTypes(NativeWebRequest request)
                throws HttpMediaTypeNotAcceptableException {
            @Nullable String[] words = request.getHeaderValues(HttpHeaders.ACCEPT);
            if (words == null || words.length != 1) {
                return header.resolveMediaTypes(request);
            }
            Known known = newest;
            if (!known.words().equals(words[0])) {
                known = new Known(String.valueOf(words[0]), header.resolveMediaTypes(request));
                newest = known;
            }
            return known.types();
        }
    }
}
