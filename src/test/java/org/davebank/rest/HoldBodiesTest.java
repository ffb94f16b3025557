package org.davebank.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.davebank.api.ProblemCode;
import org.davebank.api.bank.CaptureHold;
import org.davebank.api.bank.PostTransaction;
import org.davebank.ledger.LedgerCommand.Purpose;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.ServiceProblem;
import org.davebank.service.bank.PostRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the bodies of requests about holds mean. */
class HoldBodiesTest {

    private static InputStream in(String json) {
        return new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
    }

    private static PostRequest request(String type, String more) throws IOException {
        String json =
                "{\"account_num\":\"12345678\",\"transaction_type\":\""
                        + type
                        + "\",\"amount\":2.5"
                        + more
                        + "}";
        return TransactionRoutes.request(JsonBody.read(in(json), PostTransaction.class), "key");
    }

    @Test
    void aHoldIsAWithdrawalOrATransferThatIsOnlyReserved() throws IOException {
        PostRequest hold = request("withdrawal", ",\"hold\":true,\"expires_in_s\":60");
        assertThat(hold.kind()).isEqualTo(TransactionKind.HOLD);
        assertThat(hold.purpose()).isEqualTo(new Purpose.Holds(60_000));
        PostRequest long7 = request("transfer", ",\"hold\":true,\"to_account\":\"87654321\"");
        assertThat(long7.purpose()).isEqualTo(new Purpose.Holds(7 * 86_400_000L));
        assertThat(long7.toAccount()).hasToString("87654321");
        assertThat(request("withdrawal", ",\"hold\":false").kind())
                .isEqualTo(TransactionKind.WITHDRAWAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deposit:,\"hold\":true",
                "transfer:,\"hold\":true",
                "withdrawal:,\"hold\":true,\"to_account\":\"87654321\"",
                "withdrawal:,\"hold\":true,\"expires_in_s\":0",
                "withdrawal:,\"hold\":true,\"expires_in_s\":2678401",
                "withdrawal:,\"hold\":true,\"effective_at\":\"2026-12-01\"",
                "withdrawal:,\"expires_in_s\":60",
                "withdrawal:,\"hold\":\"yes\""
            })
    void whatCannotBeHeldIsMalformed(String text) {
        String type = text.substring(0, text.indexOf(':'));
        String more = text.substring(text.indexOf(':') + 1);
        assertThatThrownBy(() -> request(type, more))
                .isInstanceOfSatisfying(
                        ServiceProblem.class,
                        e -> assertThat(e.code()).isEqualTo(ProblemCode.MALFORMED_REQUEST));
    }

    @Test
    void theFieldIsNamedFinal() throws IOException {
        CaptureHold body = JsonBody.read(in("{\"amount\":1,\"final\":true}"), CaptureHold.class);
        assertThat(body).isEqualTo(new CaptureHold(BigDecimal.ONE, true));
    }
}
