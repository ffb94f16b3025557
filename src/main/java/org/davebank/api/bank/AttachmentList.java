package org.davebank.api.bank;

import java.util.List;
import org.davebank.api.Body;

/** The files of a transaction, oldest first. */
public record AttachmentList(List<AttachmentAnswer> items) implements Body {
    public AttachmentList {
        items = List.copyOf(items);
    }
}
