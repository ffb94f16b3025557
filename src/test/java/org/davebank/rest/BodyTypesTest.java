package org.davebank.rest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.FilterChain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class BodyTypesTest {

    @ParameterizedTest
    @CsvSource({
        "*/*, true",
        "image/*, true",
        "application/*, true",
        "application/*; charset=utf-8, true",
        "application/*+json, true",
        "application/json, false",
        "multipart/form-data; boundary=*, false",
        "*, true",
        "nonsense*, false",
        ", false"
    })
    void aRangeIsNoTypeOfABody(String type, boolean range) {
        assertThat(BodyTypes.isRange(type)).isEqualTo(range);
    }

    @Test
    void suchARequestIsRefusedBeforeItsRouteDoesAnything() throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/transactions");
        request.setContentType("image/*");
        MockHttpServletResponse response = new MockHttpServletResponse();
        FilterChain chain =
                (asked, answer) -> {
                    throw new AssertionError("the route was reached");
                };
        new BodyTypes().doFilter(request, response, chain);
        assertThat(response.getStatus()).isEqualTo(400);
        assertThat(response.getContentType()).startsWith("application/problem+json");
        assertThat(response.getContentAsString())
                .contains("\"code\":\"malformed_request\"", "\"outcome\":\"rejected\"");

        request = new MockHttpServletRequest("POST", "/transactions");
        request.setContentType("application/json");
        MockFilterChain reached = new MockFilterChain();
        new BodyTypes().doFilter(request, new MockHttpServletResponse(), reached);
        assertThat(reached.getRequest()).isSameAs(request);
    }
}
