package org.davebank.console;

import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import java.util.List;
import java.util.stream.Stream;
import org.davebank.service.Page;
import org.davebank.service.ServiceProblem;

/**
 * A grid over a list that is read page by page and grows while it is shown. While the
 * pointer or the focus is in the grid nothing should move: see {@link #isInHand}.
 *
 * @param <T> the rows
 */
public final class LiveGrid<T> extends Grid<T> {

    private static final long serialVersionUID = 1L;

    private static final int ROWS_ASKED_FOR = 50;

    private final CursorPages<T> pages;
    private final NoteLine notes;
    private boolean inHand;

    /**
     * @param source pages after the first one, which the view reads itself
     * @param notes says why rows cannot be read
     */
    public LiveGrid(String label, CursorPages.Source<T> source, NoteLine notes) {
        this.pages = new CursorPages<>(source);
        this.notes = notes;
        addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_ROW_STRIPES);
        getElement().setAttribute("aria-label", label);
        setPageSize(ROWS_ASKED_FOR);
        for (String event : List.of("mouseenter", "focusin")) {
            getElement().addEventListener(event, e -> inHand = true);
        }
        for (String event : List.of("mouseleave", "focusout")) {
            getElement().addEventListener(event, e -> inHand = false);
        }
    }

    /** Whether the pointer or the focus is in the grid. */
    public boolean isInHand() {
        return inHand;
    }

    /** Empties the grid until the first page of another list is there. */
    public void awaitFirstPage() {
        pages.reset();
        setEmptyStateText(Texts.get("reads.loading"));
        setItems(query -> fetch(query.getOffset(), query.getLimit()));
    }

    /** Shows the list that begins with this page. */
    public void show(Page<T> first) {
        pages.reset(first);
        getDataProvider().refreshAll();
    }

    /** What has been read of the list. */
    public CursorPages<T> pages() {
        return pages;
    }

    private Stream<T> fetch(int offset, int limit) {
        if (!pages.isBegun()) {
            return Stream.empty();
        }
        try {
            return pages.fetch(offset, limit);
        } catch (ServiceProblem e) {
            notes.show(Notices.sentence(e));
            return Stream.empty();
        }
    }
}
