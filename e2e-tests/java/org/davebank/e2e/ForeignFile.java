package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A file of another bank, made by a program apart from the product, with what is in it. */
record ForeignFile(Path csv) {

    private static final String PROGRAM = "e2e-tests/foreign/ForeignBank.java";

    /** What an import of the file must come to. */
    record Totals(
            long created,
            long rejected,
            long accounts,
            long netMinor,
            Map<String, Long> balances) {}

    /** Makes {@code name.csv} and what belongs to it in the folder. */
    static ForeignFile make(Path folder, String name, String... options)
            throws IOException, InterruptedException {
        Path csv = folder.resolve(name + ".csv");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(Path.of(System.getProperty("davebank.home", ".")).resolve(PROGRAM).toString());
        command.add(csv.toString());
        command.addAll(List.of(options));
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
        return new ForeignFile(csv);
    }

    private Path beside(String ending) {
        String name = csv.getFileName().toString();
        return csv.resolveSibling(name.substring(0, name.length() - ".csv".length()) + ending);
    }

    /** Without a meaning for the word for a fee. */
    Path mapping() {
        return beside(".mapping.json");
    }

    /** With a meaning for every word. */
    Path fullMapping() {
        return beside(".mapping-full.json");
    }

    Totals unmapped() throws IOException {
        return totals("unmapped");
    }

    Totals mapped() throws IOException {
        return totals("mapped");
    }

    /** Rows with the last one, which is cut. */
    long rows() throws IOException {
        return json().path("rows").asLong();
    }

    private JsonNode json() throws IOException {
        return JsonMapper.shared().readTree(Files.readString(beside(".totals.json")));
    }

    private Totals totals(String reading) throws IOException {
        JsonNode json = json().path(reading);
        Map<String, Long> balances = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : json.path("balances_minor").properties()) {
            balances.put(each.getKey(), each.getValue().asLong());
        }
        assertThat(balances).isNotEmpty();
        return new Totals(
                json.path("created").asLong(),
                json.path("rejected").asLong(),
                json.path("accounts").asLong(),
                json.path("net_minor").asLong(),
                balances);
    }
}
