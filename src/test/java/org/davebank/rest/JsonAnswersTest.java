package org.davebank.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.davebank.api.bank.AttachmentAnswer;
import org.davebank.api.bank.AttachmentList;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.http.converter.xml.Jaxb2RootElementHttpMessageConverter;
import org.springframework.mock.http.MockHttpOutputMessage;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.context.request.ServletWebRequest;
import tools.jackson.databind.json.JsonMapper;

class JsonAnswersTest {

    private final JsonAnswers.Accepted accepted = new JsonAnswers.Accepted();

    private List<MediaType> accepted(String... headers) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest();
        for (String header : headers) {
            request.addHeader("Accept", header);
        }
        return accepted.resolveMediaTypes(new ServletWebRequest(request));
    }

    @Test
    void whatAClientAcceptsIsReadAnewWhenItsWordsChange() throws Exception {
        MediaType json = MediaType.APPLICATION_JSON;
        assertThat(accepted()).containsExactly(MediaType.ALL);
        assertThat(accepted("*/*")).containsExactly(MediaType.ALL);
        assertThat(accepted("application/json")).containsExactly(json);
        assertThat(accepted("application/json")).containsExactly(json);
        assertThat(accepted("text/csv")).containsExactly(MediaType.valueOf("text/csv"));
        assertThat(accepted("application/json", "text/html"))
                .containsExactly(json, MediaType.TEXT_HTML);
        assertThat(accepted("application/json")).containsExactly(json);
    }

    @Test
    void whatIsNoTypeIsRefusedEachTime() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> accepted("nonsense"))
                    .isInstanceOf(HttpMediaTypeNotAcceptableException.class);
        }
    }

    @Test
    void anAnswerSaysHowLongItIs() throws Exception {
        HttpMessageConverters.ServerBuilder builder =
                HttpMessageConverters.forServer().registerDefaults();
        new JsonAnswers(JsonMapper.shared()).configureMessageConverters(builder);
        MockHttpOutputMessage answer = new MockHttpOutputMessage();
        AttachmentList body =
                new AttachmentList(
                        List.of(new AttachmentAnswer("ab", "ä.txt", "t/t", 1, List.of(), "", "")));
        for (HttpMessageConverter<?> each : builder.build()) {
            assertThat(each).isNotInstanceOf(Jaxb2RootElementHttpMessageConverter.class);
            if (each.canWrite(AttachmentList.class, MediaType.APPLICATION_JSON)) {
                write(each, body, answer);
                break;
            }
        }
        byte[] expected = JsonMapper.shared().writeValueAsBytes(body);
        assertThat(answer.getBodyAsBytes()).isEqualTo(expected);
        assertThat(answer.getHeaders().getContentLength()).isEqualTo(expected.length);
    }

    @SuppressWarnings("unchecked")
    private static void write(
            HttpMessageConverter<?> converter, Object body, MockHttpOutputMessage to)
            throws Exception {
        ((HttpMessageConverter<Object>) converter).write(body, MediaType.APPLICATION_JSON, to);
    }
}
