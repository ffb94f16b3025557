package org.davebank.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.davebank.api.ProblemCode;
import org.davebank.service.ServiceProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormFileNameTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "filename=\"bill.txt\"                              | bill.txt",
                "filename=bill.txt                                  | bill.txt",
                "FileName = \"bill.txt\"                            | bill.txt",
                "filename=\"réçu 語; a=b.txt\"                      | réçu 語; a=b.txt",
                "filename=\"a%22b.txt\"                             | a\"b.txt",
                "filename=\"100%25 %C3%A9.txt\"                     | 100%25 %C3%A9.txt",
                "filename=\"a\\\"b.txt\"                            | a\"b.txt",
                "filename=\"C:\\Users\\me\\bill.png\"               | C:\\Users\\me\\bill.png",
                "filename*=UTF-8''r%C3%A9%22c%2522+.txt             | ré\"c%22+.txt",
                "filename*=iso-8859-1'fr'r%E9.txt                   | ré.txt",
                "filename=\"plain.txt\"; filename*=UTF-8''b%20c.txt | b c.txt",
                "filename*=UTF-8''b%20c.txt; filename=\"plain.txt\" | b c.txt",
                "other=\"; filename=no.txt\"; filename=\"yes.txt\"  | yes.txt",
            })
    void theNameIsWhatTheBrowserMeant(String parameters, String name) {
        String header = "form-data; name=\"file\"; " + parameters;
        assertThat(FormFileName.of(header)).isEqualTo(name);
    }

    @Test
    void endsOfLinesAreDecodedTooAndAPartWithoutANameHasNone() {
        assertThat(FormFileName.of("form-data; filename=\"a%0D%0Ab\"")).isEqualTo("a\r\nb");
        assertThat(FormFileName.of("form-data; name=\"filename\"")).isNull();
        assertThat(FormFileName.of(null)).isNull();
        assertThat(FormFileName.of("; filename=\"" + "\\a".repeat(100_000))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.txt", "UTF-8''%zz", "UTF-8''%C3%", "KLINGON''x.txt"})
    void anExtendedNameThatCannotBeReadIsMalformed(String value) {
        assertThatThrownBy(() -> FormFileName.of("form-data; filename*=" + value))
                .isInstanceOfSatisfying(
                        ServiceProblem.class,
                        e -> assertThat(e.code()).isEqualTo(ProblemCode.MALFORMED_REQUEST));
    }
}
