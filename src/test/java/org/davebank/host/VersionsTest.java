package org.davebank.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.davebank.base.MemberId;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.golden.Golden;
import org.davebank.golden.Samples;
import org.davebank.io.UdpNetwork;
import org.davebank.node.journal.Genesis;
import org.davebank.transport.packet.Priority;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents and commands of different builds, and the file of those who found. */
@Timeout(20)
class VersionsTest {

    private static final Genesis GENESIS =
            new Genesis(
                    -5, 4, 3, "GBP", 6, List.of(new Genesis.Voter(new MemberId(77), "SuperNode1")));

    @TempDir private Path folder;

    @Test
    void theBytesOfRequestsAndAnswersChangeWithTheVersionAlone() {
        Samples parts = new Samples();
        List<String> lines = new ArrayList<>();
        for (AgentRequest each : parts.of(AgentRequest.class)) {
            String bytes = HexFormat.of().formatHex(AgentRequest.encode(42, each));
            lines.add(Samples.name((Record) each) + ": " + bytes);
        }
        for (AgentReply each : parts.of(AgentReply.class)) {
            lines.add("AgentReply: " + HexFormat.of().formatHex(AgentReply.encode(42, each)));
        }
        Golden.check("agent-" + Wire.VERSION + ".txt", lines);
    }

    @ParameterizedTest
    @ValueSource(ints = 1)
    void requestsOfEachVersionAreReadForEver(int version) throws WireException {
        for (String line : Golden.lines("agent-" + version + ".txt")) {
            byte[] bytes = HexFormat.of().parseHex(line.substring(line.indexOf(": ") + 2));
            WireReader in = new WireReader(bytes, 9, bytes.length - 9);
            byte[] again =
                    line.startsWith("AgentReply")
                            ? AgentReply.encode(42, AgentReply.decode(in))
                            : AgentRequest.encode(42, AgentRequest.decode(in));
            assertThat(again).as(line).isEqualTo(bytes);
        }
    }

    @Test
    void aCommandOfAnotherBuildIsToldWhichVersionTheAgentSpeaks() throws IOException {
        byte[] key = new byte[32];
        byte[] asked = AgentRequest.encode(42, new AgentRequest.StopAll());
        asked[0] = 9;
        byte[][] answer = new byte[1][];
        ControlSocket agent =
                new ControlSocket(
                        UdpNetwork.bind("127.0.0.1", 0, key),
                        request -> {
                            throw new AssertionError("half a request was read");
                        });
        agent.start();
        try (UdpNetwork network = UdpNetwork.bind("127.0.0.1", 0, key)) {
            network.receiver((from, priority, message) -> answer[0] = message);
            network.send(agent.address(), Priority.CONTROL, asked);
            while (answer[0] == null) {
                network.endTurn();
                network.await(network.nextDeadlineNs());
                network.receive(64);
            }
        } finally {
            agent.close();
        }
        assertThat(AgentClient.read(42, answer[0]).done()).isFalse();
        answer[0][0] = 9; // As a newer agent says it.
        assertThat(AgentClient.read(42, answer[0]).text())
                .isEqualTo(
                        "the host agent speaks version 9 and this build version 1: use the build that"
                                + " started the network, or stop it with that build first");
    }

    @Test
    void whatIsWrittenForAFounderIsReadByIt() throws IOException {
        GenesisFile.write(folder, GENESIS);
        assertThat(GenesisFile.read(folder)).isEqualTo(GENESIS);
        Golden.check("genesis-1.json", Files.readAllLines(folder.resolve("genesis")));
    }

    @Test
    void aFileFromBeforeThereWereVersionsIsOfTheFirst() throws IOException {
        GenesisFile.write(folder, GENESIS);
        Path file = folder.resolve("genesis");
        Files.writeString(file, Files.readString(file).replaceFirst("\"version\": ?1,", ""));
        assertThat(Files.readString(file)).doesNotContain("version");
        assertThat(GenesisFile.read(folder)).isEqualTo(GENESIS);
    }

    @Test
    void aFileOfANewerBuildIsRefusedByName() throws IOException {
        GenesisFile.write(folder, GENESIS);
        Path file = folder.resolve("genesis");
        Files.writeString(file, Files.readString(file).replaceFirst("(\"version\": ?)1", "$12"));
        assertThatThrownBy(() -> GenesisFile.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        file
                                + " is of version 2 and this build reads version 1: found the network"
                                + " with the build that wrote it");
    }
}
