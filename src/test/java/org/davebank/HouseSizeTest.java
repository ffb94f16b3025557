package org.davebank;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** How much a room, a file and a method may hold, so that each can be read in one go. */
class HouseSizeTest {

    private static final Path MAIN = Path.of("src/main/java");
    private static final int FILES_MAX = 30;
    private static final int FILE_LINES_MAX = 500;
    private static final int METHOD_LINES_MAX = 70;

    private static List<Path> sources() throws IOException {
        try (Stream<Path> walk = Files.walk(MAIN)) {
            return walk.filter(path -> path.toString().endsWith(".java")).sorted().toList();
        }
    }

    @Test
    void noPackageHoldsMoreThanThirtyFiles() throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        for (Path source : sources()) {
            counts.merge(MAIN.relativize(source.getParent()).toString(), 1, Integer::sum);
        }
        counts.values().removeIf(count -> count <= FILES_MAX);
        assertThat(counts).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        List<Path> silent = new ArrayList<>();
        for (Path source : sources()) {
            Path room = source.getParent();
            if (!Files.exists(room.resolve("package-info.java")) && !silent.contains(room)) {
                silent.add(room);
            }
        }
        assertThat(silent).isEmpty();
    }

    @Test
    void noFileHasMoreThanFiveHundredLines() throws IOException {
        Map<String, Integer> tooLong = new TreeMap<>();
        for (Path source : sources()) {
            int lines = Files.readAllLines(source).size();
            if (lines > FILE_LINES_MAX) {
                tooLong.put(source.toString(), lines);
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void noMethodHasMoreThanSeventyLines() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    files,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources()));
            LongMethods found = new LongMethods(Trees.instance(task).getSourcePositions());
            for (CompilationUnitTree unit : task.parse()) {
                found.scan(unit, unit);
            }
            assertThat(found.methods).isEmpty();
        }
    }

    private static final class LongMethods extends TreePathScanner<Void, CompilationUnitTree> {
        private final List<String> methods = new ArrayList<>();
        private final SourcePositions positions;

        LongMethods(SourcePositions positions) {
            this.positions = positions;
        }

        @Override
        public Void visitMethod(MethodTree method, CompilationUnitTree unit) {
            LineMap map = unit.getLineMap();
            long start = positions.getStartPosition(unit, method);
            long end = positions.getEndPosition(unit, method);
            if (start >= 0 && end >= 0) {
                long lines = map.getLineNumber(end) - map.getLineNumber(start) + 1;
                if (lines > METHOD_LINES_MAX) {
                    methods.add(
                            unit.getSourceFile().getName() + " " + method.getName() + " " + lines);
                }
            }
            return super.visitMethod(method, unit);
        }
    }
}
