package org.davebank.raft;

import org.davebank.base.Invariant;
import org.davebank.base.MemberId;

/**
 * What a leader keeps about one other member during its term.
 *
 * <p>A peer is <em>probed</em> with one message at a time until it is known where its log agrees
 * with the leader's; then messages are <em>pipelined</em>, up to a window, without waiting for
 * answers (the thesis, section 10.2.1). A rejected or an unanswered message leads back to probing.
 *
 * <p>Invariants: {@code matchIndex < nextIndex}; never more unanswered messages than the window.
 */
final class Peer {

    /** The longest patience with unanswered entries. */
    private static final int PATIENCE_HEARTBEATS_MAX = 32;

    /** Messages become smaller than the largest by this factor at most, save for a large entry. */
    private static final int MESSAGE_PARTS_MAX = 16;

    final MemberId id;

    /** Last indices of the unanswered messages with entries, oldest first, in a ring. */
    private final long[] inflight;

    /** What the entries of each of them take. */
    private final long[] inflightBytes;

    private final RaftSettings settings;
    private int inflightHead;
    private int inflightSize;
    private long inflightBytesTotal;

    private boolean probing = true;
    private long matchIndex;
    private long nextIndex;

    private long contactNs;
    long ackedRound;
    private long sentNs;
    private long sentCommit;
    private long progressNs;

    /** Entries are taken for lost after this time without an answer to any. */
    private long patienceNs;

    /** Unanswered entries take no more than this and one message. */
    private long windowBytes;

    /**
     * Catching up goes in rounds, each up to where the log ended when it began (4.2.1); -1: none.
     */
    private long catchUpTarget = -1;

    private long catchUpStartNs;
    private boolean caughtUp;

    Peer(MemberId id, long nextIndex, RaftSettings settings, long nowNs) {
        this.id = id;
        this.nextIndex = nextIndex;
        this.inflight = new long[settings.inflightAppendsMax()];
        this.inflightBytes = new long[settings.inflightAppendsMax()];
        this.settings = settings;
        this.patienceNs = settings.heartbeatNs();
        this.windowBytes = settings.inflightBytesMax();
        this.contactNs = nowNs;
        this.progressNs = nowNs;
    }

    long matchIndex() {
        return matchIndex;
    }

    long contactNs() {
        return contactNs;
    }

    /** It answers. After a silence longer than a round it has to catch up first, as at the start. */
    void answered(long roundMaxNs, long nowNs) {
        if (nowNs - contactNs > roundMaxNs) {
            caughtUp = false;
            catchUpTarget = -1;
        }
        contactNs = nowNs;
    }

    long nextIndex() {
        return nextIndex;
    }

    boolean mayReceive(long lastIndex) {
        int window = probing ? 1 : inflight.length;
        return nextIndex <= lastIndex && inflightSize < window && inflightBytesTotal < windowBytes;
    }

    /** What the entries of the next message may take. */
    int messageBytesMax() {
        return (int) Math.min(settings.appendBytesMax(), windowBytes);
    }

    /** Anything was sent to the peer that carried this commit index. */
    void sent(long commit, long nowNs) {
        sentNs = nowNs;
        sentCommit = commit;
    }

    /** Entries up to {@code last} were sent, which take so many bytes. */
    void sentEntries(long last, long bytes, long nowNs) {
        Invariant.check(inflightSize < inflight.length, "the window is kept");
        if (inflightSize == 0) {
            progressNs = nowNs;
        }
        int place = (inflightHead + inflightSize) % inflight.length;
        inflight[place] = last;
        inflightBytes[place] = bytes;
        inflightBytesTotal += bytes;
        inflightSize++;
        if (!probing) {
            nextIndex = last + 1;
        }
    }

    /**
     * Whether a heartbeat would tell the peer nothing: it was written to lately, of all there is.
     */
    boolean isFresh(long commit, long withinNs, long nowNs) {
        return nowNs - sentNs < withinNs && sentCommit == commit;
    }

    /** The peer has synced up to {@code index}. Returns whether that is new. */
    boolean matched(long index, long nowNs) {
        if (index <= matchIndex) {
            return false;
        }
        matchIndex = index;
        nextIndex = Math.max(nextIndex, index + 1);
        progressNs = nowNs;
        patienceNs = Math.max(settings.heartbeatNs(), patienceNs - patienceNs / 8);
        while (inflightSize > 0 && inflight[inflightHead] <= index) {
            long bytes = inflightBytes[inflightHead];
            windowBytes = Math.min(settings.inflightBytesMax(), windowBytes + bytes);
            inflightBytesTotal -= bytes;
            inflightHead = (inflightHead + 1) % inflight.length;
            inflightSize--;
        }
        if (probing) {
            probing = false;
            dropInflight();
        }
        return true;
    }

    /**
     * The peer had no match at {@code prevIndex}. Returns whether that answers a question still
     * open; a late answer says nothing about the peer's log of today.
     */
    boolean isCurrentRejection(long prevIndex) {
        return probing ? prevIndex == nextIndex - 1 : prevIndex > matchIndex;
    }

    /** Back to one message at a time, from {@code next} on. */
    void probe(long next) {
        probing = true;
        nextIndex = Math.max(matchIndex + 1, next);
        dropInflight();
    }

    /** Whether messages stay unanswered for so long that they must be taken for lost. */
    boolean isStalled(long nowNs) {
        return inflightSize > 0 && nowNs - progressNs >= patienceNs;
    }

    /**
     * Sends again what stays unanswered: less of it, and next time later. On a slow way all of it at
     * a steady pace would only queue up behind its own copies, until none arrives in time.
     */
    void repeat() {
        patienceNs = Math.min(2 * patienceNs, PATIENCE_HEARTBEATS_MAX * settings.heartbeatNs());
        windowBytes = Math.max(windowBytes / 4, settings.appendBytesMax() / MESSAGE_PARTS_MAX);
        probe(probing ? nextIndex : matchIndex + 1);
    }

    boolean isProbing() {
        return probing;
    }

    private void dropInflight() {
        inflightHead = 0;
        inflightSize = 0;
        inflightBytesTotal = 0;
    }

    /** To be called at every answer. */
    void trackCatchUp(long lastIndex, long roundMaxNs, long nowNs) {
        if (catchUpTarget >= 0) {
            if (matchIndex < catchUpTarget) {
                return;
            }
            caughtUp = nowNs - catchUpStartNs <= roundMaxNs;
        }
        if (matchIndex >= lastIndex) {
            caughtUp = true;
            catchUpTarget = -1;
        } else {
            catchUpTarget = lastIndex;
            catchUpStartNs = nowNs;
        }
    }

    /** The last round was shorter than an election timeout, and so is the present one so far. */
    boolean isCaughtUp(long roundMaxNs, long nowNs) {
        return caughtUp
                && nowNs - contactNs <= roundMaxNs
                && (catchUpTarget < 0 || nowNs - catchUpStartNs <= roundMaxNs);
    }
}
