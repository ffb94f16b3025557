package org.davebank.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.davebank.service.Page;
import org.jspecify.annotations.Nullable;

/**
 * Adapts a list with cursors to a grid that asks by offset. Remembers where each page starts, and
 * caches the first page and the most recently read ones.
 *
 * @param <T> the row type
 */
public final class CursorPages<T> {

    public static final int ROWS_PER_PAGE = 100;

    /** Pages cached in addition to the first one. */
    static final int PAGES_KEPT = 20;

    /** Reads the page after the cursor; null asks for the first page. */
    @FunctionalInterface
    public interface Source<T> {
        Page<T> page(@Nullable String cursor, int limit);
    }

    private record Start(@Nullable String cursor, int offset) {}

    private final Source<T> source;
    private final List<Start> starts = new ArrayList<>();
    private final Map<Integer, List<T>> kept =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Integer, List<T>> eldest) {
                    return size() > PAGES_KEPT;
                }
            };
    private @Nullable List<T> first;
    private @Nullable Integer end;

    public CursorPages(Source<T> source) {
        this.source = source;
    }

    /** Forgets everything; the next fetch reads again. */
    public void reset() {
        starts.clear();
        kept.clear();
        first = null;
        end = null;
    }

    /** Starts over with a first page that is already known. */
    public void reset(Page<T> page) {
        reset();
        starts.add(new Start(null, 0));
        take(0, page);
    }

    /** Whether the first page is cached, so that a fetch need not start by reading it. */
    public boolean isBegun() {
        return first != null;
    }

    /** Whether the first page holds the whole list. */
    public boolean isWhole() {
        Integer known = end;
        return known != null && known == 0;
    }

    /** The first page as it was read, empty before that. */
    public List<T> first() {
        List<T> known = first;
        return known == null ? List.of() : known;
    }

    /** Some rows; fewer than asked for only at the end of the list. */
    public Stream<T> fetch(int offset, int limit) {
        List<T> rows = new ArrayList<>();
        int page = pageOf(offset);
        while (page >= 0 && rows.size() < limit) {
            List<T> content = content(page);
            int from = Math.max(0, offset + rows.size() - starts.get(page).offset());
            if (from < content.size()) {
                int to = Math.min(content.size(), from + limit - rows.size());
                rows.addAll(content.subList(from, to));
            }
            page = page + 1 < starts.size() ? page + 1 : -1;
        }
        return rows.stream();
    }

    /**
     * The page that contains the offset, reading forward as far as necessary; -1 beyond the end.
     */
    private int pageOf(int offset) {
        if (starts.isEmpty()) {
            starts.add(new Start(null, 0));
            content(0);
        }
        int page = starts.size() - 1;
        while (starts.get(page).offset() > offset) {
            page--;
        }
        while (page == starts.size() - 1) {
            int after = starts.get(page).offset() + content(page).size();
            if (offset < after) {
                return page;
            }
            if (page == starts.size() - 1) {
                return -1;
            }
            page++;
        }
        return page;
    }

    private List<T> content(int page) {
        List<T> known = page == 0 && first != null ? first : kept.get(page);
        if (known != null) {
            return known;
        }
        return take(page, source.page(starts.get(page).cursor(), ROWS_PER_PAGE));
    }

    private List<T> take(int page, Page<T> read) {
        if (page == 0) {
            first = read.items();
        } else {
            kept.put(page, read.items());
        }
        if (page == starts.size() - 1 && end == null) {
            if (read.nextCursor() == null) {
                end = page;
            } else {
                starts.add(
                        new Start(
                                read.nextCursor(),
                                starts.get(page).offset() + read.items().size()));
            }
        }
        return read.items();
    }
}
