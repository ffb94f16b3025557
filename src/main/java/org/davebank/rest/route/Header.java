package org.davebank.rest.route;

/** The headers of requests and answers. */
public enum Header {
    ACCEPT("Accept", "text/csv", "which of the types to answer with"),
    ACCEPT_RANGES("Accept-Ranges", "bytes", "that parts may be asked for"),
    CONTENT_DISPOSITION(
            "Content-Disposition", "attachment; filename=\"accounts.csv\"", "the file's name"),
    CONTENT_RANGE("Content-Range", "bytes 0-1023/48213", "which part this is"),
    DATED_BY("X-DaveBank-Dated-By", "effective_at", "the date by which a period was read"),
    ETAG("ETag", "\"12345678-3\"", "the version of what was answered"),
    IDEMPOTENCY_KEY(
            "Idempotency-Key",
            "0d9b5c1e-6a0f-4f7d-8d53-5a2c1e9b7f10",
            "a request with the same key is done once"),
    IDEMPOTENCY_REPLAYED(
            "Idempotency-Replayed", "true", "this is the answer of an earlier request"),
    IF_MATCH("If-Match", "\"12345678-3\"", "412 where this is not the version any more"),
    IF_NONE_MATCH("If-None-Match", "\"12345678-3\"", "304 where this is still the version"),
    IF_RANGE("If-Range", "\"9f86d081\"", "the whole file where this is not the version"),
    INDEX("X-DaveBank-Index", "0:123,2:55", "a log index for each shard that was asked"),
    LAST_EVENT_ID("Last-Event-ID", "116012341559296-server-1-88", "goes on behind this event"),
    LINK("Link", "</transactions/12345678?cursor=4711>; rel=\"next\"", "the next page"),
    LOCATION("Location", "/transactions/019a4c3e-7b1d-7c55-9a3f-1f0e5a6b7c8d", "what was made"),
    MIN_INDEX("X-DaveBank-Min-Index", "0:123,2:55", "reads nothing older than this"),
    RANGE("Range", "bytes=0-1023", "only this part"),
    REPR_DIGEST(
            "Repr-Digest", "sha-256=:n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=:", "of the file"),
    STALENESS(
            "X-DaveBank-Staleness-Ms",
            "120",
            "how old the answer may be; only with consistency=stale");

    private final String header;
    private final String example;
    private final String about;

    Header(String header, String example, String about) {
        this.header = header;
        this.example = example;
        this.about = about;
    }

    /** As it stands in the message. */
    public String header() {
        return header;
    }

    public String example() {
        return example;
    }

    public String about() {
        return about;
    }
}
