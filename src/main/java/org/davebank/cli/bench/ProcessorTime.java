package org.davebank.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The processor time that processes have used. */
final class ProcessorTime {

    private static final double TICKS_PER_SECOND = 100;

    private ProcessorTime() {}

    /**
     * User and system time so far of this process and all nodes of this folder; of this process
     * alone if the folder holds no network.
     */
    static double seconds(Path data) {
        double sum = ticks(ProcessHandle.current().pid());
        try {
            JsonNode file =
                    JsonMapper.shared().readTree(Files.readString(data.resolve("network.json")));
            for (JsonNode node : file.path("nodes")) {
                sum += ticks(node.path("pid").asLong(0));
            }
        } catch (IOException | JacksonException e) {
            // A remote network: only this process is visible.
        }
        return sum / TICKS_PER_SECOND;
    }

    private static double ticks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            // The name in the second field may contain spaces; the rest follows its bracket.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }
}
