package org.davebank.api.bank;

import java.math.BigDecimal;
import java.util.List;
import org.davebank.api.Body;
import org.davebank.api.Shown;
import org.jspecify.annotations.Nullable;

/** A file on its way into the bank, and how far it is. */
public record ImportAnswer(
        @Shown("019a4c40-2f10-7d02-8a11-2c3d4e5f6071") String id,
        @Shown(value = "running", about = "waiting, running, done, failed or cancelled")
                String state,
        @Shown(value = "1200", about = "created, duplicate and rejected ones") long rows,
        @Shown("1180") long created,
        @Shown(value = "12", about = "rows that are in the bank already") long duplicate,
        @Shown("8") long rejected,
        @Shown("40") long accountsCreated,
        @Shown(value = "8812345", about = "what the rows brought; null with several currencies")
                @Nullable Long netMinor,
        List<Sum> sums,
        @Shown(value = "0", about = "stated balances that the bank does not have")
                long balanceMismatches,
        @Shown(value = "0", about = "statements whose closing balance differs")
                long statementMismatches,
        List<Warning> warnings,
        @Shown("1048576") long bytes,
        @Shown("524288") long bytesRead,
        @Shown("november.csv") String fileName,
        @Shown("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
                String fileSha256,
        @Shown(value = "live", about = "live or history") String mode,
        @Shown(value = "skip", about = "skip or abort") String onError,
        @Shown("false") boolean dryRun,
        @Shown(about = "a mapping in JSON, as a text; empty for the bank's own format")
                String mapping,
        @Shown("2026-11-02T09:15:00.123Z") String createdAt,
        @Shown("admin") String by,
        @Shown(about = "why it failed, or what is wrong with what it has done")
                @Nullable String message)
        implements Body {
    public ImportAnswer {
        sums = List.copyOf(sums);
        warnings = List.copyOf(warnings);
    }

    /** What came into the bank in one currency. */
    public record Sum(
            @Shown(value = "GBP", about = "ISO 4217") String currency,
            @Shown("88123.45") BigDecimal net,
            @Shown("8812345") long netMinor)
            implements Body {}

    /** Something about a row that is no reject. */
    public record Warning(
            @Shown("17") long line,
            @Shown("12345678") String accountNum,
            @Shown("balance_differs") String code,
            @Shown("the file has a balance of 12.50, the bank of 12.00") String message)
            implements Body {}
}
