package org.davebank.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A fenced block of commands in a guide. What the words behind the fence mean is said in
 * e2e-tests/README.md.
 *
 * @param guide the file's name
 * @param line of the opening fence, from 1
 * @param run false for commands that only a person can run
 * @param output what the guide shows as their output; null when it shows none
 */
public record GuideBlock(
        String guide, int line, boolean run, String commands, @Nullable String output) {

    private static final String RUN = "```sh";
    private static final String NOT_RUN = "```sh not-run";
    private static final String OUTPUT = "```text";
    private static final String END = "```";
    private static final Pattern COMMAND = Pattern.compile("\\./davebank ([^|>&\n]+)");

    /** All blocks of a guide in their order. */
    public static List<GuideBlock> of(Path guide) throws IOException {
        List<GuideBlock> blocks = new ArrayList<>();
        List<String> lines = Files.readAllLines(guide);
        String name = String.valueOf(guide.getFileName());
        int i = 0;
        while (i < lines.size()) {
            String fence = lines.get(i);
            if (!fence.startsWith(END)) {
                i++;
                continue;
            }
            int opened = i;
            int end = end(lines, i);
            i = end + 1;
            if (!fence.equals(RUN) && !fence.equals(NOT_RUN)) {
                continue;
            }
            String output = null;
            int next = i;
            while (next < lines.size() && lines.get(next).isBlank()) {
                next++;
            }
            if (next < lines.size() && lines.get(next).equals(OUTPUT)) {
                int outputEnd = end(lines, next);
                output = text(lines, next, outputEnd);
                i = outputEnd + 1;
            }
            boolean run = fence.equals(RUN);
            blocks.add(new GuideBlock(name, opened + 1, run, text(lines, opened, end), output));
        }
        return blocks;
    }

    private static int end(List<String> lines, int opened) {
        for (int i = opened + 1; i < lines.size(); i++) {
            if (lines.get(i).equals(END)) {
                return i;
            }
        }
        throw new AssertionError("the block of line " + (opened + 1) + " has no end");
    }

    private static String text(List<String> lines, int opened, int end) {
        return String.join("\n", lines.subList(opened + 1, end)) + "\n";
    }

    /** Where it stands, for a person. */
    public String place() {
        return guide + ":" + line;
    }

    /** The arguments of each command of the bank in it, which no quotes may hold together. */
    public List<List<String>> uses() {
        List<List<String>> uses = new ArrayList<>();
        Matcher found = COMMAND.matcher(commands.replace("\\\n", " "));
        while (found.find()) {
            uses.add(List.of(found.group(1).strip().split("\\s+")));
        }
        return uses;
    }

    /** True when this is what the guide shows: … stands for anything, alone in a line for lines. */
    boolean isShown(String said) {
        if (output == null) {
            return true;
        }
        StringBuilder pattern = new StringBuilder();
        for (String shown : output.lines().toList()) {
            if (shown.strip().equals("…")) {
                pattern.append("(?:.*\n)*?");
            } else {
                List<String> parts = new ArrayList<>();
                for (String part : shown.split("…", -1)) {
                    parts.add(Pattern.quote(part));
                }
                pattern.append(String.join(".*", parts)).append("\\h*\n");
            }
        }
        String lines = said.replace("\r\n", "\n"); // As CSV files end theirs.
        return Pattern.matches(pattern.toString(), lines.endsWith("\n") ? lines : lines + "\n");
    }
}
