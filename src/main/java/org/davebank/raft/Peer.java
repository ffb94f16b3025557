package org.davebank.raft;

import org.davebank.base.Invariant;
import org.davebank.base.MemberId;

/**
 * A leader's state for one other member during its term.
 *
 * <p>A peer is <em>probed</em> with one message at a time until it is known where its log matches
 * the leader's; then messages are <em>pipelined</em>, up to a window, without waiting for replies
 * (the thesis, section 10.2.1). A rejected or unanswered message leads back to probing.
 *
 * <p>Invariants: {@code matchIndex < nextIndex}; never more unanswered messages than the window.
 */
final class Peer {

    /** Upper limit of the retransmission timeout, in heartbeats. */
    private static final int PATIENCE_HEARTBEATS_MAX = 32;

    /** Messages shrink by this factor at most, except for a large entry. */
    private static final int MESSAGE_PARTS_MAX = 16;

    final MemberId id;

    /** Last indices of the unanswered messages with entries, oldest first, in a ring. */
    private final long[] inflight;

    /** The bytes of the entries in each of them. */
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

    /** Unanswered entries are considered lost after this time without any reply. */
    private long patienceNs;

    /** Limit of unanswered bytes; one message may exceed it. */
    private long windowBytes;

    /**
     * End of the current catch-up round, which is the end of the log when the round began (4.2.1);
     * -1 if none.
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

    /**
     * The peer has answered. After a silence longer than a round it must catch up again, as at the
     * start.
     */
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

    /** Maximum size of the entries in the next message. */
    int messageBytesMax() {
        return (int) Math.min(settings.appendBytesMax(), windowBytes);
    }

    /** A message with this commit index was sent to the peer. */
    void sent(long commit, long nowNs) {
        sentNs = nowNs;
        sentCommit = commit;
    }

    /** Entries up to {@code last}, of this many bytes, were sent. */
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
     * Whether a heartbeat would be redundant: the peer was sent a message recently and has
     * everything.
     */
    boolean isFresh(long commit, long withinNs, long nowNs) {
        return nowNs - sentNs < withinNs && sentCommit == commit;
    }

    /** The peer has synced up to {@code index}. Returns whether that is progress. */
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
     * The peer had no match at {@code prevIndex}. Returns whether that answers a pending message; a
     * late reply says nothing about the peer's current log.
     */
    boolean isCurrentRejection(long prevIndex) {
        return probing ? prevIndex == nextIndex - 1 : prevIndex > matchIndex;
    }

    /** Goes back to probing, from {@code next} on. */
    void probe(long next) {
        probing = true;
        nextIndex = Math.max(matchIndex + 1, next);
        dropInflight();
    }

    /** Whether messages have been unanswered for so long that they must be considered lost. */
    boolean isStalled(long nowNs) {
        return inflightSize > 0 && nowNs - progressNs >= patienceNs;
    }

    /**
     * Retransmits unanswered entries in smaller messages and with a longer timeout. On a slow link,
     * constant retransmission would only queue up behind its own copies until none arrives in time.
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

    /** Call it at every reply. */
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

    /**
     * Whether the last round was shorter than an election timeout, and the current one is so far.
     */
    boolean isCaughtUp(long roundMaxNs, long nowNs) {
        return caughtUp
                && nowNs - contactNs <= roundMaxNs
                && (catchUpTarget < 0 || nowNs - catchUpStartNs <= roundMaxNs);
    }
}
