package org.davebank.api.bank;

import org.davebank.api.Body;
import org.davebank.api.Shown;

/** A file of a transaction. */
public record AttachedFile(
        @Shown("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08") String sha256,
        @Shown("invoice.pdf") String name,
        @Shown("application/pdf") String type,
        @Shown(value = "48213", about = "bytes") long size)
        implements Body {}
