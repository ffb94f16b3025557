package org.davebank.simulator.zoo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes what was planted, and what has found it, as a page of Markdown: a table for each room. */
final class ZooPage {

    private static final Pattern WHEN = Pattern.compile("^at ([0-9.]+) s: (.*)$", Pattern.DOTALL);
    private static final Pattern RULE = Pattern.compile("^([A-Z][0-9]+): ");

    private static final String HEAD =
            """
            # The zoo: planted bugs

            Each bug below is a change of the sources that breaks a promise of the bank. It is planted by itself, and seeds of the
            simulator run from 1 on until one notices it. `./davebank zoo` plants all of them again and writes this page.

            *Seeds* is how many runs the hunt took, and the seed that found the bug; *after* is the virtual time in that run, *took* how
            long that run took on the machine that wrote this page; *by* is the rule that was broken, or what the node noticed itself.

            %d bugs, %d found.
            """;

    private static final String RULES_HEAD =
            """

            ## Rules of the protocol of transfers

            The model of the plan explored the protocol with each of these rules left out. A bug leaves out the same rule in the code.

            | Left out | Bug |
            |---|---|
            """;

    private ZooPage() {}

    static void write(Path page, List<Hunt.Catch> caught, List<PlantedBug> unknown)
            throws IOException {
        Map<String, List<String>> rooms = new TreeMap<>();
        List<Hunt.Catch> byName = new ArrayList<>(caught);
        byName.sort(Comparator.comparing(each -> each.bug().name()));
        byName.forEach(each -> add(rooms, each.bug(), each));
        unknown.forEach(each -> add(rooms, each, null));
        long found = caught.stream().filter(Hunt.Catch::found).count();
        StringBuilder text =
                new StringBuilder(
                        String.format(Locale.ROOT, HEAD, caught.size() + unknown.size(), found));
        rooms.forEach((room, rows) -> {
            text.append("\n## ").append(room).append("\n\n");
            text.append("| Bug | Breaks | Seen | Seeds | After | Took | By |\n");
            text.append("|---|---|---|---|---|---|---|\n");
            rows.forEach(text::append);
        });
        List<PlantedBug> all = new ArrayList<>(unknown);
        caught.forEach(each -> all.add(each.bug()));
        appendRules(text, all);
        Files.writeString(page, text);
    }

    /** Which bug leaves out which rule of the protocol of transfers. */
    private static void appendRules(StringBuilder text, List<PlantedBug> bugs) throws IOException {
        text.append(RULES_HEAD);
        for (ProtocolRule rule : ProtocolRule.all()) {
            List<String> its =
                    bugs.stream()
                            .filter(bug -> rule.name().equals(bug.rule()))
                            .map(bug -> "`" + bug.name() + "`")
                            .sorted()
                            .toList();
            text.append("| ").append(rule.name()).append(" | ");
            text.append(its.isEmpty() ? "none: " + rule.why() : String.join(", ", its));
            text.append(" |\n");
        }
    }

    private static void add(
            Map<String, List<String>> rooms, PlantedBug bug, Hunt.@Nullable Catch caught) {
        String file = bug.changes().getFirst().file();
        String room = file.split("/")[2];
        rooms.computeIfAbsent(room, any -> new ArrayList<>()).add(row(bug, caught));
    }

    private static String row(PlantedBug bug, Hunt.@Nullable Catch caught) {
        String found = "| none yet | – | – | – |";
        if (caught != null) {
            Matcher when = WHEN.matcher(caught.rule());
            boolean timed = when.matches();
            String what = timed ? when.group(2) : caught.rule();
            Matcher rule = RULE.matcher(what);
            found =
                    String.format(
                            Locale.ROOT,
                            "| %s of %d min | %s | %.0f s | %s |",
                            caught.found() ? caught.seed() : "none",
                            caught.minutes(),
                            timed ? when.group(1) + " s" : "–",
                            caught.seconds(),
                            rule.find() ? rule.group(1) : cell(firstWords(what)));
        }
        return "| "
                + cell(bug.title())
                + " | "
                + cell(bug.breaks())
                + " | "
                + cell(bug.seen())
                + " "
                + found
                + "\n";
    }

    private static String firstWords(String text) {
        String plain = text.replaceAll("org\\.davebank\\.[a-z.]*", "");
        return plain.length() <= 80 ? plain : plain.substring(0, 77) + "…";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace('\n', ' ').replace("<", "&lt;");
    }
}
