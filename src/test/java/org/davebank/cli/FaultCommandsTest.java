package org.davebank.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.davebank.cli.CounterHall.Ended;
import org.davebank.cli.CounterHall.Said;
import org.davebank.cli.command.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that harm the network and heal it. */
class FaultCommandsTest {

    @TempDir Path data;

    private static Said harmed(CounterHall.Asked question) {
        return new Said(200, "{\"id\":\"f-1\",\"text\":\"5 % of W's packets are lost\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "isolate   | W         | --ttl 30                         |",
                "loss      | supernode | --percent 2.50                   | 'percent':2.50",
                "delay     | W         | --ms 50 --jitter 20              | 'delay_ms':50,'jitter_ms':20",
                "partition | W         | --from A,B --direction in        | 'peers':['A','B'],'direction':'in'",
                "duplicate | W         | --percent 100                    | 'percent':100",
                "reorder   | W         | --percent 5 --ms 30              | 'percent':5,'delay_ms':30",
            })
    void aFaultIsAskedForInTheFieldsOfTheInterface(
            String kind, String target, String options, String parameters) throws IOException {
        try (CounterHall hall = new CounterHall(data).counter(FaultCommandsTest::harmed)) {
            Ended ended = hall.run(("fault " + kind + " " + target + " " + options).split(" "));
            assertThat(ended.code()).as(ended.err()).isZero();
            assertThat(hall.asked).hasSize(1);
            assertThat(hall.asked.getFirst().method()).isEqualTo("PUT");
            String told = parameters == null ? "" : parameters;
            String ttl = kind.equals("isolate") ? "30" : "60";
            assertThat(hall.asked.getFirst().body().replace('"', '\''))
                    .isEqualTo(
                            "{'kind':'%s','target':'%s','ttl_s':%s,'parameters':{%s}}"
                                    .formatted(kind, target, ttl, told));
            assertThat(ended.out())
                    .startsWith("5 % of W's packets are lost for " + ttl + " s;")
                    .contains("heal f-1");
        }
    }

    @Test
    void severalNodesAreHarmedOneAfterTheOtherAndJsonTellsOfEach() throws IOException {
        try (CounterHall hall = new CounterHall(data).counter(FaultCommandsTest::harmed)) {
            Ended ended = hall.run("fault", "loss", "A", "B", "--percent", "5", "--json");
            assertThat(ended.code()).as(ended.err()).isZero();
            assertThat(hall.asked).hasSize(2);
            assertThat(ended.out().strip())
                    .startsWith("[{\"id\":\"f-1\"")
                    .endsWith("}]")
                    .hasLineCount(1);
        }
    }

    @Test
    void aFaultThatTheNetworkRefusesIsAFailureWithItsReason() throws IOException {
        Said unknown =
                new Said(404, "{\"detail\":\"there is no node X\",\"code\":\"node_not_found\"}");
        try (CounterHall hall = new CounterHall(data).counter(any -> unknown)) {
            Ended ended = hall.run("fault", "isolate", "X");
            assertThat(ended.code()).isEqualTo(ExitCode.FAILURE);
            assertThat(ended.err()).isEqualTo("davebank: there is no node X (node_not_found)\n");
        }
    }

    @Test
    void theHelpOfFaultShowsAnExampleOfEachKind() throws IOException {
        try (CounterHall hall = new CounterHall(data)) {
            String help = hall.run("fault", "--help").out();
            for (String kind :
                    List.of("isolate", "partition", "loss", "delay", "duplicate", "reorder")) {
                assertThat(help).contains("fault " + kind + " ");
            }
        }
    }

    @Test
    void healEndsWhatIsNamedOrEverything() throws IOException {
        try (CounterHall hall = new CounterHall(data).counter(any -> new Said(204, ""))) {
            assertThat(hall.run("heal", "f-1", "f-2").out()).isEqualTo("Healed.\n");
            assertThat(hall.run("heal").out()).isEqualTo("All faults are healed.\n");
            assertThat(hall.asked)
                    .extracting(asked -> asked.method() + " " + asked.uri())
                    .containsExactly(
                            "DELETE /cluster/faults/f-1",
                            "DELETE /cluster/faults/f-2",
                            "DELETE /cluster/faults");
        }
    }
}
