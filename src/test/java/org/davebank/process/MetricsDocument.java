package org.davebank.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What {@code docs/} says of metrics, and what a scrape has of them. */
public final class MetricsDocument {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\|.*$");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE ([a-z0-9_]+) ");

    private MetricsDocument() {}

    private static String read(String file) {
        try {
            return Files.readString(Path.of("docs", file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows of the tables, in order, whose metric begins so. */
    public static List<String> rows(String prefix) {
        return ROW.matcher(read("metrics.md"))
                .results()
                .filter(row -> row.group(1).startsWith(prefix))
                .map(row -> row.group())
                .toList();
    }

    /** Names of documented metrics that begin so. */
    public static TreeSet<String> names(String prefix) {
        TreeSet<String> names = new TreeSet<>();
        ROW.matcher(read("metrics.md")).results().forEach(row -> names.add(row.group(1)));
        names.removeIf(name -> !name.startsWith(prefix));
        return names;
    }

    public static String dashboard() {
        return read("grafana-dashboard.json");
    }

    /** Names of the metrics in a scrape. */
    public static TreeSet<String> scraped(String scrape) {
        TreeSet<String> names = new TreeSet<>();
        TYPE.matcher(scrape).results().forEach(type -> names.add(type.group(1)));
        return names;
    }
}
