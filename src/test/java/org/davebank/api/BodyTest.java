package org.davebank.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.davebank.api.bank.BatchItem;
import org.davebank.api.bank.OpenAccount;
import org.davebank.api.bank.TransactionPage;
import org.davebank.api.network.AuditAnswer;
import org.davebank.api.network.RecoveryAnswer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class BodyTest {

    private static String json(Body body) {
        return JsonMapper.shared().writeValueAsString(body);
    }

    @Test
    void fieldsAreTheComponentsInSnakeCaseAndInTheirOrder() {
        assertThat(json(new AuditAnswer.ReplicaBooks("worker-1", "ok", "5f70", "")))
                .isEqualTo(
                        "{\"node\":\"worker-1\",\"state\":\"ok\",\"state_hash\":\"5f70\",\"detail\":\"\"}");
        assertThat(Body.field("fileSha256")).isEqualTo("file_sha256");
        assertThat(Body.field("afterS")).isEqualTo("after_s");
    }

    @Test
    void whatHasNoValueIsNullInAnswersAndMissingInRequests() {
        assertThat(json(new TransactionPage(List.of(), null)))
                .isEqualTo("{\"items\":[],\"next_cursor\":null}");
        assertThat(json(new RecoveryAnswer.LostReplica(1, "voter", List.of(), null, null)))
                .isEqualTo(
                        "{\"shard\":1,\"role\":\"voter\",\"survivors\":[],\"rebuilt_on\":null,\"why\":null}");
        assertThat(json(new OpenAccount("Ada", null, null, new BigDecimal("5.00"), List.of())))
                .isEqualTo("{\"holder\":\"Ada\",\"overdraft_limit\":5.00}");
    }

    @Test
    void aProblemHasItsTransactionOnlyWhereThereIsOne() {
        assertThat(
                        json(
                                new Problem(
                                        "urn:x", "X", 504, "why", "x", true, "unknown", "7", null,
                                        "t")))
                .isEqualTo(
                        "{\"type\":\"urn:x\",\"title\":\"X\",\"status\":504,\"detail\":\"why\",\"code\":\"x\","
                                + "\"retryable\":true,\"outcome\":\"unknown\",\"transaction_id\":\"7\","
                                + "\"trace_id\":\"t\"}");
    }

    @Test
    void theFieldsOfAnUnwrappedRecordStandBesideTheOthers() {
        assertThat(Field.of(BatchItem.class).stream().map(Field::name).toList())
                .startsWith("account_num", "transaction_type", "amount")
                .endsWith("id", "idempotency_key");
    }
}
