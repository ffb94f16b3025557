package org.davebank;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.davebank.api.ProblemCode;
import org.junit.jupiter.api.Test;

/** What the documents point at is there. */
class DocumentsTest {

    private static final List<String> FOLDERS = List.of("docs", "data", "e2e-tests", "files");
    private static final List<String> SOURCES = List.of("src/test/java", "e2e-tests/java");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:Test|IT))\\.(\\w+)`");

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        try (Stream<Path> top = Files.list(Path.of(""))) {
            top.filter(DocumentsTest::isDocument).forEach(documents::add);
        }
        for (String folder : FOLDERS) {
            try (Stream<Path> all = Files.walk(Path.of(folder))) {
                all.filter(DocumentsTest::isDocument).forEach(documents::add);
            }
        }
        return documents;
    }

    private static boolean isDocument(Path file) {
        return file.toString().endsWith(".md");
    }

    @Test
    void everyLinkLeadsToAFile() throws IOException {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path document : documents()) {
            Matcher link = LINK.matcher(Files.readString(document));
            while (link.find()) {
                links++;
                String target = link.group(1);
                boolean outside = target.contains("://") || target.startsWith("mailto:");
                if (!outside && !Files.exists(document.resolveSibling(target))) {
                    broken.add(document + ": " + target);
                }
            }
        }
        assertThat(links).isGreaterThan(20);
        assertThat(broken).isEmpty();
    }

    @Test
    void theTableOfErrorsHasEveryCodeWithItsStatus() throws IOException {
        List<String> rows =
                Files.readAllLines(Path.of("docs/errors.md")).stream()
                        .filter(line -> line.startsWith("| `"))
                        .map(line -> line.substring(0, line.lastIndexOf(" | ")))
                        .toList();
        List<String> codes =
                Stream.of(ProblemCode.values())
                        .map(code ->
                                "| `%s` | %d | %s"
                                        .formatted(
                                                code.code(),
                                                code.status(),
                                                code.retryable() ? "yes" : "no"))
                        .toList();
        assertThat(rows).isEqualTo(codes);
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        List<String> missing = new ArrayList<>();
        int names = 0;
        for (Path document : documents()) {
            Matcher name = TEST.matcher(Files.readString(document));
            while (name.find()) {
                names++;
                String method = "(void|Stream<DynamicTest>) " + name.group(2) + "\\(";
                if (!Pattern.compile(method).matcher(source(name.group(1))).find()) {
                    missing.add(document + ": " + name.group());
                }
            }
        }
        assertThat(names).isGreaterThan(10);
        assertThat(missing).isEmpty();
    }

    private static String source(String test) throws IOException {
        for (String folder : SOURCES) {
            try (Stream<Path> all = Files.walk(Path.of(folder))) {
                List<Path> found =
                        all.filter(each -> each.endsWith(Path.of(test + ".java"))).toList();
                if (!found.isEmpty()) {
                    return Files.readString(found.getFirst());
                }
            }
        }
        return "";
    }
}
