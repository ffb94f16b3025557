package org.davebank.api.bank;

import java.util.List;
import org.davebank.api.Body;
import org.davebank.api.Shown;

/** A file of a transaction, and who keeps it. */
public record AttachmentAnswer(
        @Shown("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08") String sha256,
        @Shown("invoice.pdf") String name,
        @Shown("application/pdf") String type,
        @Shown(value = "48213", about = "bytes") long size,
        @Shown(value = "[\"server-1\",\"worker-2\",\"worker-3\"]", about = "nodes that keep it")
                List<String> holders,
        @Shown("2026-11-02T09:15:00.123Z") String attachedAt,
        @Shown("admin") String by)
        implements Body {
    public AttachmentAnswer {
        holders = List.copyOf(holders);
    }
}
