package org.davebank.api.bank;

import java.util.List;
import org.davebank.api.Body;

/** Imports, newest first. */
public record ImportList(List<ImportAnswer> items) implements Body {
    public ImportList {
        items = List.copyOf(items);
    }
}
