package org.davebank.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.service.ServiceProblem;
import org.davebank.service.bank.ChangeRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which version a request with {@code If-Match} is made for. */
class AccountChangeRoutesTest {

    private static final ChangeRequest.Seen THIRD =
            new ChangeRequest.Seen(AccountNumber.parse("02345678"), 3);

    @ParameterizedTest
    @ValueSource(strings = {"\"02345678-3\"", " \"02345678-3\" ", "\"02345678-3--150-700\""})
    void aTagNamesAVersion(String tag) {
        assertThat(AccountChangeRoutes.seen(tag)).isEqualTo(THIRD);
    }

    @Test
    void withoutATagAnyVersionIsMeant() {
        assertThat(AccountChangeRoutes.seen(null)).isNull();
        assertThat(AccountChangeRoutes.seen("*")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "3",
                "02345678-3",
                "W/\"02345678-3\"",
                "\"02345678-3\", \"02345678-4\"",
                "\"02345678-99999999999999999999\""
            })
    void whatIsNoTagOfAnAccountMatchesNoVersion(String tag) {
        assertThatThrownBy(() -> AccountChangeRoutes.seen(tag))
                .isInstanceOfSatisfying(
                        ServiceProblem.class,
                        e -> assertThat(e.code()).isEqualTo(ProblemCode.VERSION_MISMATCH));
    }
}
