package org.davebank.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.davebank.base.MemberId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plays the scripts in {@code src/test/resources/raft} and compares what every command does, to the
 * letter. A script is a list of blocks: commands, a line of dashes, the expected effects, a blank
 * line. Lines that begin with {@code #} are prose.
 *
 * <p>Run with {@code -Draft.rewrite=true} to write the actual output into the files; then read the
 * difference like a change of the protocol, which it is.
 */
class RaftScriptTest {

    private static final Path SCRIPTS = Path.of("src/test/resources/raft");
    private static final String LINE = "----";

    static Stream<String> scripts() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(SCRIPTS, "*.txt")) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        Collections.sort(names);
        assertFalse(names.isEmpty(), "there are scripts");
        return names.stream();
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void everyStepDoesWhatTheScriptSays(String name) throws IOException {
        Path file = SCRIPTS.resolve(name);
        String expected = Files.readString(file, StandardCharsets.UTF_8);
        String actual = play(expected);
        if (Boolean.getBoolean("raft.rewrite")) {
            Files.writeString(file, actual, StandardCharsets.UTF_8);
        } else {
            assertEquals(expected, actual);
        }
    }

    /** Copies prose and commands and puts the actual output below each block of commands. */
    private static String play(String script) {
        StringBuilder result = new StringBuilder();
        TestGroup group = new TestGroup(RaftSettings.DEFAULT, 42);
        List<String> commands = new ArrayList<>();
        boolean output = false;
        for (String line : script.lines().toList()) {
            if (output) {
                // What is expected is compared as a whole; here it is only skipped.
                output = !line.isEmpty();
            } else if (line.equals(LINE)) {
                output = true;
                result.append(LINE).append('\n').append(run(group, commands)).append('\n');
                commands.clear();
            } else {
                result.append(line).append('\n');
                if (!line.isEmpty() && !line.startsWith("#")) {
                    commands.add(line);
                }
            }
        }
        assertEquals(List.of(), commands, "every command belongs to a block");
        return result.toString();
    }

    private static String run(TestGroup group, List<String> commands) {
        group.tracing = true;
        group.trace.setLength(0);
        for (String command : commands) {
            run(group, command.split(" "));
        }
        return group.trace.toString();
    }

    private static void run(TestGroup group, String[] words) {
        switch (words[0]) {
            case "found" -> group.found(number(words[1]), number(words[2]));
            case "campaign" -> group.step(node(words[1]), new RaftInput.Campaign());
            case "wait" -> group.nowNs += number(words[1]) * TestGroup.MS;
            case "tick" -> group.step(node(words[1]), new RaftInput.Tick());
            case "timeout" -> {
                group.nowNs = group.members.get(node(words[1])).raft().nextDeadlineNs();
                group.step(node(words[1]), new RaftInput.Tick());
            }
            case "propose" -> {
                byte[] data = words[2].getBytes(StandardCharsets.UTF_8);
                group.step(node(words[1]), new RaftInput.Propose(1, data));
            }
            case "read" -> group.step(node(words[1]), new RaftInput.Read(number(words[2])));
            case "transfer" -> group.step(node(words[1]), new RaftInput.Transfer(node(words[2])));
            case "learner", "promote", "remove" ->
                    group.step(node(words[1]), new RaftInput.Change(1, change(words)));
            case "sync" -> group.sync(node(words[1]));
            case "start-sync" -> group.startSync(node(words[1]));
            case "finish-sync" -> group.finishSync(node(words[1]));
            case "crash" -> group.crash(node(words[1]), 0);
            case "restart" -> group.restart(node(words[1]));
            case "deliver" -> taken(group, words).forEach(group::deliver);
            case "double" -> taken(group, words).forEach(e -> again(group, e));
            case "drop" -> taken(group, words);
            case "isolate" -> group.isolate(number(words[1].substring(1)));
            case "heal" -> group.heal();
            case "settle" -> group.settle();
            case "quietly" -> {
                group.tracing = false;
                run(group, List.of(words).subList(1, words.length).toArray(String[]::new));
                group.tracing = true;
            }
            case "status" -> group.trace.append(group.status());
            case "log" -> {
                Raft raft = group.members.get(node(words[1])).raft();
                for (long index = 1; index <= raft.lastIndex(); index++) {
                    group.trace.append(TestText.of(raft.entry(index))).append(' ');
                }
                group.trace.append("commit=").append(raft.commitIndex()).append('\n');
            }
            default -> throw new IllegalArgumentException("no command: " + words[0]);
        }
    }

    private static void again(TestGroup group, TestGroup.Envelope envelope) {
        group.network.add(envelope);
        group.network.add(envelope);
    }

    private static ConfigurationChange change(String[] words) {
        MemberId member = node(words[2]);
        return switch (words[0]) {
            case "learner" -> new ConfigurationChange.AddLearner(member);
            case "promote" -> new ConfigurationChange.Promote(member);
            default -> new ConfigurationChange.Remove(member);
        };
    }

    /** The messages under way "n1 n2", "n1" for all from n1, or all. */
    private static List<TestGroup.Envelope> taken(TestGroup group, String[] words) {
        int from = words.length > 1 ? number(words[1].substring(1)) : 0;
        int to = words.length > 2 ? number(words[2].substring(1)) : 0;
        return group.take(from, to);
    }

    private static int number(String word) {
        return Integer.parseInt(word);
    }

    private static MemberId node(String word) {
        return TestGroup.id(number(word.substring(1)));
    }
}
