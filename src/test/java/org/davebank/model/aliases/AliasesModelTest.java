package org.davebank.model.aliases;

import static org.davebank.model.aliases.World.Start.CLAIMED;
import static org.davebank.model.aliases.World.Start.FREE;
import static org.davebank.model.aliases.World.Start.LEFT;
import static org.davebank.model.aliases.World.Start.LISTED;
import static org.davebank.model.aliases.World.adds;
import static org.davebank.model.aliases.World.insists;
import static org.davebank.model.aliases.World.removes;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.davebank.model.Search;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Explores all that a few requests about one alias can lead to; see docs/protocol/aliases.md. */
class AliasesModelTest {

    private static final int STATES_MAX = 3_000_000;

    static final List<World> WORLDS =
            List.of(
                    new World("two accounts", FREE, List.of(adds(1, 1), adds(2, 2))),
                    new World("a retry", FREE, List.of(adds(1, 1), adds(1, 1), adds(2, 2))),
                    new World("one account", FREE, List.of(adds(1, 1), adds(1, 2), adds(2, 3))),
                    new World(
                            "added and removed",
                            FREE,
                            List.of(adds(1, 1), removes(1, 2), adds(2, 3))),
                    new World(
                            "added, removed, tried again",
                            FREE,
                            List.of(adds(1, 1), adds(1, 1), removes(1, 2), adds(2, 3))),
                    new World(
                            "added again",
                            LISTED,
                            List.of(removes(1, 1), adds(1, 2), adds(2, 3), adds(2, 4))),
                    new World(
                            "added again by another key",
                            FREE,
                            List.of(adds(1, 1), removes(1, 2), adds(1, 3), adds(2, 4))),
                    new World("one insists on what is claimed", CLAIMED, List.of(insists(2, 2))),
                    new World("one insists on what another one had", LEFT, List.of(insists(2, 2))));

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
