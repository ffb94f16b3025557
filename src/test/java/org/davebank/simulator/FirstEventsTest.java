package org.davebank.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.davebank.base.EventKind;
import org.junit.jupiter.api.Test;

/** What a node has to say when it starts, before anybody has met it. */
class FirstEventsTest {

    @Test
    void whatAStartingNodeRecordsReachesTheTimelineOfEveryServer() {
        Houses world = new Houses(3);
        List<Houses.House> all = world.original();
        all.forEach(Houses.House::start);
        world.run(3);
        Houses.House third = all.getLast();
        third.end();
        world.run(1);
        third.start();
        world.run(3);
        for (Houses.House house : all.subList(0, 2)) {
            assertThat(house.timeline())
                    .filteredOn(event -> event.kind() == EventKind.NODE_STARTED)
                    .filteredOn(event -> event.node().equals(third.name))
                    .hasSize(2);
        }
    }
}
