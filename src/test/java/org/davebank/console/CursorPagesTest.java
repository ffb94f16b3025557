package org.davebank.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.davebank.service.Page;
import org.junit.jupiter.api.Test;

class CursorPagesTest {

    private final List<String> asked = new ArrayList<>();

    /** The numbers below {@code end}, in pages of the given size. */
    private CursorPages<Integer> numbers(int end, int size) {
        return new CursorPages<>((cursor, limit) -> {
            asked.add(String.valueOf(cursor));
            int from = cursor == null ? 0 : Integer.parseInt(cursor);
            int to = Math.min(end, from + size);
            return new Page<>(
                    IntStream.range(from, to).boxed().toList(),
                    to < end ? Integer.toString(to) : null,
                    "",
                    0);
        });
    }

    @Test
    void rowsComeByOffsetAcrossPages() {
        CursorPages<Integer> pages = numbers(250, 100);
        assertThat(pages.fetch(90, 20)).containsExactlyElementsOf(range(90, 110));
        assertThat(pages.fetch(0, 5)).containsExactlyElementsOf(range(0, 5));
        assertThat(pages.fetch(240, 50)).containsExactlyElementsOf(range(240, 250));
        assertThat(pages.fetch(250, 50)).isEmpty();
        assertThat(asked).containsExactly("null", "100", "200");
    }

    @Test
    void shortPagesLeaveNoGap() {
        CursorPages<Integer> pages = numbers(50, 7);
        assertThat(pages.fetch(0, 50)).containsExactlyElementsOf(range(0, 50));
        assertThat(pages.fetch(13, 9)).containsExactlyElementsOf(range(13, 22));
    }

    @Test
    void anEmptyListIsAskedForOnce() {
        CursorPages<Integer> pages = numbers(0, 10);
        assertThat(pages.fetch(0, 50)).isEmpty();
        assertThat(pages.fetch(0, 50)).isEmpty();
        assertThat(asked).hasSize(1);
    }

    @Test
    void aPageThatWasForgottenIsReadAgainFromItsPlace() {
        CursorPages<Integer> pages = numbers(1_000, 10);
        assertThat(pages.fetch(990, 10)).containsExactlyElementsOf(range(990, 1_000));
        assertThat(pages.fetch(500, 10)).containsExactlyElementsOf(range(500, 510));
        assertThat(asked).hasSize(101).endsWith("500");
    }

    @Test
    void aNewFirstPageBeginsTheListAnew() {
        CursorPages<Integer> pages = numbers(30, 10);
        pages.fetch(0, 30).count();
        pages.reset(new Page<>(List.of(-2, -1), "0", "", 0));
        assertThat(pages.first()).containsExactly(-2, -1);
        assertThat(pages.fetch(0, 4)).containsExactly(-2, -1, 0, 1);
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }
}
