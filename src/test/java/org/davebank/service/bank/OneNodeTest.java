package org.davebank.service.bank;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.io.LoneNode;
import org.davebank.io.NodeLoop;
import org.davebank.service.Caller;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.Shards;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bank of a real node, a new one for each class. */
@Timeout(60)
abstract class OneNodeTest {

    static final Caller TELLER = new Caller("tess", Role.TELLER, "request");

    @TempDir static Path folder;

    static Shards shards;
    static BankService bank;

    private static List<String> failures;
    private static NodeLoop loop;

    @BeforeAll
    static void startNode() throws Exception {
        failures = new CopyOnWriteArrayList<>();
        loop = LoneNode.start(folder, failures::add);
        shards = new Shards(loop);
        bank = new BankService(shards);
    }

    @AfterAll
    static void stopNode() throws Exception {
        loop.close();
        assertThat(failures).isEmpty();
    }

    /** Tries until the shard is founded and goes by the newest rules. */
    static <T> T once(Supplier<T> work) {
        while (true) {
            try {
                return work.get();
            } catch (ServiceProblem e) {
                if (e.code() != ProblemCode.NO_QUORUM) {
                    throw e;
                }
            }
        }
    }

    static AccountNumber open(String holder, String... aliases) {
        OpenRequest request = new OpenRequest(holder, null, null, null, List.of(aliases));
        return once(() -> bank.open(TELLER, request, "open " + holder)).account().number();
    }
}
