package org.davebank.simulator.zoo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A change of the sources that breaks a promise, as a file {@code NAME.bug} describes it:
 *
 * <pre>
 * title: one line
 * breaks: which promise
 * seen: where in the world it happened
 * rule: EXPECT_TIMES_OUT
 * seed: 17 minutes: 4
 * file: org/davebank/raft/Leader.java
 * --- replace
 * exact text as in src/main/java, must occur exactly once
 * --- with
 * replacement text, may be empty
 * </pre>
 *
 * {@code seed:} names a run that is known to find the bug, and may be left out. {@code rules: 2}
 * lets its machines know the ledger's rules up to those; without it, the first. {@code rule:} names
 * the rule of the protocol of transfers that is left out, if it is one of those in {@code rules.txt}. {@code file:},
 * {@code --- replace} and {@code --- with} may repeat.
 *
 * @param name of the file, without its ending
 * @param rule the rule of the protocol of transfers that is left out, or null
 * @param known the run that is known to find it, or null
 * @param rules the newest rules of the ledger that machines know in its runs
 */
record PlantedBug(
        String name,
        String title,
        String breaks,
        String seen,
        @Nullable String rule,
        @Nullable Known known,
        int rules,
        List<Change> changes) {

    private static final String REPLACE = "--- replace";
    private static final String WITH = "--- with";
    private static final String FILE = "file:";

    /** A run of the simulator. */
    record Known(long seed, int minutes) {}

    /** One text of one file, below {@code src/main/java}. */
    record Change(String file, String replace, String with) {}

    /** All bugs of a folder, by name. */
    static List<PlantedBug> all(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder)) {
            files = listed.filter(each -> each.toString().endsWith(".bug")).sorted().toList();
        }
        List<PlantedBug> bugs = new ArrayList<>();
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            bugs.add(parse(name.substring(0, name.length() - 4), Files.readString(file)));
        }
        return bugs;
    }

    /** @throws IllegalArgumentException with a sentence when the text is no description of a bug */
    static PlantedBug parse(String name, String text) {
        Map<String, String> head = new LinkedHashMap<>();
        List<Change> changes = new ArrayList<>();
        List<String> lines = text.lines().toList();
        int at = 0;
        while (at < lines.size()) {
            String line = lines.get(at);
            if (line.equals(REPLACE)) {
                int with = indexOf(lines, at + 1, WITH);
                require(with < lines.size(), name, "has '--- replace' without '--- with'");
                int end = endOf(lines, with + 1);
                String file = head.get("file");
                require(file != null, name, "has '--- replace' before any 'file:'");
                changes.add(
                        new Change(
                                String.valueOf(file),
                                String.join("\n", lines.subList(at + 1, with)),
                                String.join("\n", lines.subList(with + 1, end)).stripTrailing()));
                at = end;
            } else {
                int colon = line.indexOf(':');
                require(colon > 0 || line.isBlank(), name, "has a line of no meaning: " + line);
                if (colon > 0) {
                    head.put(line.substring(0, colon), line.substring(colon + 1).strip());
                }
                at++;
            }
        }
        require(!changes.isEmpty(), name, "changes nothing");
        for (String key : List.of("title", "breaks", "seen")) {
            require(head.containsKey(key), name, "lacks '" + key + ":'");
        }
        return new PlantedBug(
                name,
                head.getOrDefault("title", ""),
                head.getOrDefault("breaks", ""),
                head.getOrDefault("seen", ""),
                head.get("rule"),
                known(name, head.get("seed")),
                Integer.parseInt(head.getOrDefault("rules", "1")),
                changes);
    }

    private static @Nullable Known known(String name, @Nullable String value) {
        if (value == null) {
            return null;
        }
        String[] parts = value.split("\\s+minutes:\\s+");
        require(
                parts.length == 2,
                name,
                "needs 'seed: N minutes: M', and has 'seed: " + value + "'");
        return new Known(Long.parseLong(parts[0]), Integer.parseInt(parts[1]));
    }

    private static int indexOf(List<String> lines, int from, String wanted) {
        int at = from;
        while (at < lines.size() && !lines.get(at).equals(wanted)) {
            at++;
        }
        return at;
    }

    private static int endOf(List<String> lines, int from) {
        int at = from;
        while (at < lines.size()
                && !lines.get(at).equals(REPLACE)
                && !lines.get(at).startsWith(FILE)) {
            at++;
        }
        return at;
    }

    /**
     * The changed sources by file, below a root of sources.
     *
     * @throws IllegalArgumentException with a sentence when a text is not there exactly once
     */
    Map<String, String> planted(Path sources) throws IOException {
        Map<String, String> changed = new LinkedHashMap<>();
        for (Change change : changes) {
            String before = changed.get(change.file);
            if (before == null) {
                Path file = sources.resolve(change.file);
                require(Files.exists(file), name, "changes " + file + ", which is not there");
                before = Files.readString(file);
            }
            int first = before.indexOf(change.replace);
            require(
                    first >= 0,
                    name,
                    "replaces what " + change.file + " has not: " + change.replace);
            require(
                    before.indexOf(change.replace, first + 1) < 0,
                    name,
                    "replaces what " + change.file + " has more than once: " + change.replace);
            changed.put(
                    change.file,
                    before.substring(0, first)
                            + change.with
                            + before.substring(first + change.replace.length()));
        }
        return changed;
    }

    private static void require(boolean holds, String name, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("The planted bug " + name + " " + rule);
        }
    }
}
