package org.davebank.cli.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.davebank.host.Launch;

/** Runs one of our own commands as a separate process. */
final class BackgroundCommand {

    private BackgroundCommand() {}

    /** Starts the process; its output goes to {@code NAME.log} in the data folder. */
    static Process start(Launch launch, Path data, String name, List<String> options)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(launch.java().toString());
        command.add("-XX:+UseSerialGC");
        command.addAll(launch.entry());
        command.add(name);
        command.addAll(List.of("--data", data.toString()));
        command.addAll(options);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(data.resolve(name + ".log").toFile())
                .start();
    }
}
