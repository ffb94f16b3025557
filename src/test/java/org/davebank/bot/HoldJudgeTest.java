package org.davebank.bot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ann has 10.00, of which 4.00 are held until 5 s. */
class HoldJudgeTest {

    private static final String RUN = "bot-h-";
    private static final String ANN = "00000001";

    private final List<Entry> entries = new ArrayList<>();
    private final List<Operation> operations = new ArrayList<>();

    @BeforeEach
    void hold() {
        book("wages", Kind.DEPOSIT, 10_00, null, 10_00);
        book("hold", Kind.HOLD, 4_00, null, 10_00);
    }

    private void book(
            String id, Kind kind, long amountMinor, @Nullable String code, long balanceMinor) {
        boolean step = kind == Kind.CAPTURE || kind == Kind.RELEASE;
        entries.add(
                new Entry(
                        id,
                        RUN + id,
                        null,
                        kind,
                        ANN,
                        null,
                        amountMinor,
                        code == null,
                        code,
                        balanceMinor,
                        0,
                        0,
                        1,
                        entries.size(),
                        null,
                        step ? "hold" : null,
                        kind == Kind.HOLD ? 5_000 : 0));
    }

    private List<String> judge(long heldMinor, long availableMinor, long readMs) {
        long balanceMinor = entries.getLast().balanceAfterMinor();
        Statement statement =
                new Statement(ANN, balanceMinor, heldMinor, availableMinor, readMs, entries);
        HoldJudge judge = new HoldJudge(RUN, operations, List.of(statement));
        judge.judge(statement);
        assertThat(judge.violations()).isEqualTo(judge.examples().size());
        return judge.examples();
    }

    @Test
    void whatIsHeldIsNotAvailable() {
        assertThat(judge(4_00, 6_00, 0)).isEmpty();
        assertThat(judge(4_00, 10_00, 0)).singleElement().asString().contains("available and not");
        assertThat(judge(3_00, 7_00, 0)).singleElement().asString().contains("records leave 400");
    }

    @Test
    void moreMayBeHeldWhileAnOutcomeIsUnknown() {
        assertThat(judge(5_00, 5_00, 0)).singleElement().asString().startsWith("J14:");
        Order rent = new Order(RUN + 9, Kind.TRANSFER, ANN, "00000002", 1_00, "rent");
        operations.add(new Operation(rent, 0, 1, new Outcome.Unknown("no answer")));
        assertThat(judge(5_00, 5_00, 0)).isEmpty();
    }

    @Test
    void otherDebitsLeaveWhatIsHeld() {
        book("rent", Kind.WITHDRAWAL, 6_00, null, 4_00);
        assertThat(judge(4_00, 0, 0)).isEmpty();
        book("tea", Kind.WITHDRAWAL, 1, null, 3_99);
        assertThat(judge(4_00, -1, 0)).singleElement().asString().contains("1 are missing");
    }

    @Test
    void onlyWhatIsHeldMayBeRefused() {
        book("rent", Kind.WITHDRAWAL, 6_01, "insufficient_funds", 10_00);
        assertThat(judge(4_00, 6_00, 0)).isEmpty();
        book("tea", Kind.WITHDRAWAL, 6_00, "insufficient_funds", 10_00);
        assertThat(judge(4_00, 6_00, 0)).singleElement().asString().contains("600 available");
    }

    @Test
    void stepsTakeNoMoreThanIsHeld() {
        book("part", Kind.CAPTURE, 3_00, null, 7_00);
        book("rest", Kind.RELEASE, 1_00, null, 7_00);
        assertThat(judge(0, 7_00, 0)).isEmpty();
        book("more", Kind.CAPTURE, 1_00, null, 6_00);
        assertThat(judge(0, 6_00, 0)).anyMatch(each -> each.startsWith("J13: more was taken"));
    }

    @Test
    void aHoldEndsInTime() {
        assertThat(judge(4_00, 6_00, 30_000)).isEmpty();
        assertThat(judge(4_00, 6_00, 40_000)).singleElement().asString().contains("not ended");
    }
}
