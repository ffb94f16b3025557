package org.davebank.rest.route;

import java.util.Locale;

/** The parameters of URLs. */
public enum Query {
    ACCOUNT("12345678", "eight digits: only what belongs to this account"),
    ATOMIC("true", "true or false: posts all items or none"),
    AT("2026-11-02T09:15:00Z", "ISO 8601 date or instant: the balance as it was by then"),
    COMPRESS("gzip", "gzip or none"),
    CONSISTENCY("strong", "strong, or stale for the answer of any replica"),
    CREATE_ACCOUNTS("false", "true or false: opens accounts that rows name"),
    CURSOR("0.4711", "next_cursor of the page before"),
    DRY_RUN("true", "true or false: decides about rows and posts none"),
    FILE_NAME("november.csv", "what the file is called"),
    FORMAT("csv", "csv, json, ndjson, xml or camt053; imports detect it where it is missing"),
    FROM("2026-11-01", "ISO 8601 date or instant: effective then or later"),
    HOLD("expired", "active, captured, released or expired: holds of which this has become"),
    IDEMPOTENCY_KEY("0d9b5c1e-6a0f-4f7d-8d53-5a2c1e9b7f10", "posted under this key"),
    KEY("12345678", "an account number, an alias, a transaction's id or a file's SHA-256"),
    KIND("deposit", "deposit, withdrawal, transfer, reversal, hold, capture, release or batch"),
    LIMIT("100", "1 to 1000 items"),
    MAPPING("auto", "a mapping in JSON, or auto"),
    MAX("100.00", "amounts up to this"),
    MIN("10.00", "amounts from this"),
    MODE("live", "live, or history for rows of the past"),
    NAME("invoice.pdf", "what the file is called"),
    NONCE("5f70bf18a086007016e948b04aed3b82", "the challenge"),
    OF_HOLD("019a4c3e-7b1d-7c55-9a3f-1f0e5a6b7c8d", "captures and releases of this hold"),
    ON_ERROR("skip", "skip or abort"),
    OPENING_BALANCES("false", "true or false: posts the balances that the file states"),
    Q("wages", "a text to be found"),
    REFERENCE("2026-11/17", "with this reference"),
    STATUS("posted", "posted, rejected or all"),
    TO("2026-12-01", "ISO 8601 date or instant: effective before");

    private final String example;
    private final String about;

    Query(String example, String about) {
        this.example = example;
        this.about = about;
    }

    /** As it stands in the URL. */
    public String parameter() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String example() {
        return example;
    }

    public String about() {
        return about;
    }
}
