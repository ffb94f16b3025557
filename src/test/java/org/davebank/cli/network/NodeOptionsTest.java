package org.davebank.cli.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.davebank.base.Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class NodeOptionsTest {

    private static final String WORDS =
            "127.0.0.1 5004 Worker1 --data /tmp/bank --supervised --port-gives-way --join"
                    + " 127.0.0.1:5001 --join localhost:5002";

    @Test
    void theWordsOfAnAgentMeanTheSameWithoutTheLibrary() throws Exception {
        NodeOptions quick = NodeOptions.spawned(List.of(WORDS.split(" ")));
        NodeOptions slow = CommandLine.populateCommand(new NodeOptions(), WORDS.split(" "));
        assertThat(quick).isNotNull();
        assertThat(quick).usingRecursiveComparison().isEqualTo(slow);
        assertThat(quick.data.path()).isEqualTo(Path.of("/tmp/bank"));
        assertThat(quick.join).contains(new Address("127.0.0.1", 5001)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1 5004 Worker1 --data /tmp/bank",
                "127.0.0.1 5004 Worker1 --supervised --gui",
                "127.0.0.1 port Worker1 --supervised",
                "127.0.0.1 5004 Worker1 --supervised --join",
                "127.0.0.1 5004",
                "--help",
            })
    void allOtherWordsAreLeftToTheLibrary(String words) throws Exception {
        assertThat(NodeOptions.spawned(List.of(words.split(" ")))).isNull();
    }
}
