package org.davebank.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TextsTest {

    private static final Set<String> KEYS =
            new TreeSet<>(ResourceBundle.getBundle("org.davebank.console.messages").keySet());

    private static final Pattern USE =
            Pattern.compile("Texts\\s*\\.(get|count)\\(\\s*\"([\\w.]+)\"(\\s*\\+)?");

    @Test
    void argumentsAreFilledIn() {
        assertThat(Texts.get("status.of", 5, 6)).isEqualTo("5 of 6");
        assertThat(Texts.count("status.faults", 1)).isEqualTo("1 fault");
        assertThat(Texts.count("status.faults", 2)).isEqualTo("2 faults");
    }

    @Test
    void everyTextThatTheConsoleAsksForExists() throws IOException {
        List<String> missing = new ArrayList<>();
        for (Path source : sources()) {
            Matcher use = USE.matcher(Files.readString(source));
            while (use.find()) {
                String key = use.group(2);
                boolean known =
                        use.group(3) != null
                                ? KEYS.stream().anyMatch(each -> each.startsWith(key))
                                : use.group(1).equals("get")
                                        ? KEYS.contains(key)
                                        : KEYS.contains(key + ".one")
                                                && KEYS.contains(key + ".many");
                if (!known) {
                    missing.add(source.getFileName() + ": " + key);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/org/davebank/console"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
