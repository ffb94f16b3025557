package org.davebank.node.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.davebank.base.Invariant;
import org.davebank.node.port.Disk;
import org.davebank.storage.Journal;
import org.davebank.storage.JournalEffect;
import org.davebank.storage.JournalPreallocate;
import org.davebank.storage.JournalRecord;
import org.davebank.storage.JournalWrite;
import org.davebank.storage.RecordKind;

/**
 * Persist before send: delays actions that depend on the disk until the sync that covers them.
 *
 * <pre>
 * Invariants
 *   N1  an action passed to afterSync runs after every record saved before it is synced
 *   N2  actions run in the order in which they were passed
 *   N3  tickets are synced in the order in which they were requested
 *   N4  no action runs for records in a segment that the journal's state file does not list
 * </pre>
 */
public final class NodeJournal {

    /** One requested sync and the actions that wait for it. */
    private record Pending(long ticket, Journal.Drained drained, List<Runnable> actions) {}

    private final Journal journal;
    private final Disk disk;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private List<Runnable> next = new ArrayList<>();
    private boolean dirty;
    private long lastTicket;
    private long syncedTicket;

    public NodeJournal(Journal journal, Disk disk) {
        this.journal = journal;
        this.disk = disk;
    }

    public void save(RecordKind kind, int group, byte[] payload) {
        journal.append(new JournalRecord(kind, group, payload));
        dirty = true;
    }

    /** Makes the next flush request a sync, because other files than the journal were written. */
    public void touch() {
        dirty = true;
    }

    /** Runs the action once everything saved so far is durable, immediately if it already is. */
    public void afterSync(Runnable action) {
        if (dirty) {
            next.add(action);
        } else if (!pending.isEmpty()) {
            pending.getLast().actions().add(action);
        } else {
            action.run();
        }
    }

    /** Writes the saved records and requests one sync. Call it at the end of each turn. */
    public void flush() {
        if (!dirty) {
            return;
        }
        for (JournalEffect effect : journal.drain()) {
            switch (effect) {
                case JournalPreallocate e -> disk.preallocate(e.file(), e.bytes());
                case JournalWrite e -> disk.write(e.file(), e.offset(), e.bytes());
            }
        }
        lastTicket++;
        pending.addLast(new Pending(lastTicket, journal.drained(), next));
        next = new ArrayList<>();
        dirty = false;
        disk.sync(lastTicket);
    }

    /** Records the last sync for a later recovery, although nothing new was saved. */
    public void mark() {
        if (journal.syncedThrough() < journal.writtenThrough() || dirty) {
            return; // Pending records will carry the proof.
        }
        journal.mark();
        for (JournalEffect effect : journal.drain()) {
            switch (effect) {
                case JournalPreallocate e -> disk.preallocate(e.file(), e.bytes());
                case JournalWrite e -> disk.write(e.file(), e.offset(), e.bytes());
            }
        }
    }

    /** The syncs up to this ticket have finished. */
    public void synced(long ticket) {
        Invariant.check(ticket <= lastTicket, "the ticket was asked for", ticket, lastTicket);
        for (Pending each : pending) {
            if (each.ticket() > syncedTicket && each.ticket() <= ticket) {
                journal.synced(each.drained());
            }
        }
        syncedTicket = Math.max(syncedTicket, ticket);
        dirty |= journal.isStateDue();
        while (!pending.isEmpty()
                && pending.getFirst().ticket() <= ticket
                && pending.getFirst().drained().position() <= journal.provenThrough()) {
            pending.removeFirst().actions().forEach(Runnable::run);
        }
    }

    public long bytes() {
        return journal.appendedBytes();
    }
}
