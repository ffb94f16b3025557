package org.davebank.model.files;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.davebank.model.Search;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Explores small networks exhaustively; see docs/protocol/files.md. */
class FilesModelTest {

    private static final int STATES_MAX = 2_000_000;

    static final List<World> WORLDS =
            List.of(
                    new World("upload", 2, 1, 2, 1, 1, 0, 0, true, false, 0),
                    new World("two uploads", 2, 1, 1, 2, 2, 0, 0, false, false, 0),
                    new World("uploads, crashes", 2, 1, 1, 2, 1, 0, 0, true, false, 0),
                    new World("spare", 3, 1, 2, 1, 2, 2, 1, false, false, 0),
                    new World("two spares", 3, 1, 1, 1, 2, 1, 2, false, false, 0),
                    new World("crashes", 2, 1, 1, 1, 2, 1, 1, true, false, 0),
                    new World("losses", 3, 1, 2, 1, 1, 2, 0, false, false, 2),
                    new World("losses, crashes", 3, 1, 2, 1, 1, 2, 0, true, false, 1),
                    new World("absences", 3, 1, 2, 1, 1, 2, 0, false, true, 0),
                    new World("four nodes", 4, 2, 3, 1, 1, 3, 1, false, false, 2),
                    new World("four, absent", 4, 2, 3, 1, 1, 3, 0, false, true, 0));

    private static Search.Outcome explore(World world, LeftOut left) {
        return new Search(new Model(world, left), STATES_MAX).run();
    }

    @ParameterizedTest
    @FieldSource("WORLDS")
    void theProtocolAsWrittenBreaksNothing(World world) {
        Search.Outcome outcome = explore(world, LeftOut.NOTHING);
        assertNull(outcome.broken(), outcome.toString());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOTHING")
    void everyRuleIsNeeded(LeftOut rule) {
        assertNotNull(shortest(rule), "nothing breaks though " + rule.without);
    }

    private static Search.@Nullable Outcome shortest(LeftOut rule) {
        for (World world : WORLDS) {
            Search.Outcome outcome = explore(world, rule);
            if (outcome.broken() != null) {
                return outcome;
            }
        }
        return null;
    }
}
