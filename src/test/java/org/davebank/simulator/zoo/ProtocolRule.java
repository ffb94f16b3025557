package org.davebank.simulator.zoo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A rule of the protocol of transfers that can be left out.
 *
 * @param why why no bug leaves it out; empty where one should
 */
record ProtocolRule(String name, String why) {

    private static final Path LIST = Path.of("src/test/resources/zoo/rules.txt");

    /** All of them, in the order of the plan. */
    static List<ProtocolRule> all() throws IOException {
        return Files.readAllLines(LIST).stream().map(ProtocolRule::parse).toList();
    }

    private static ProtocolRule parse(String line) {
        int colon = line.indexOf(": ");
        return colon < 0
                ? new ProtocolRule(line, "")
                : new ProtocolRule(line.substring(0, colon), line.substring(colon + 2));
    }
}
