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
 * Persist before send: what depends on the disk is kept here until the sync that covers it.
 *
 * <pre>
 * Invariants
 *   N1  an action handed to afterSync runs after every record saved before it is synced
 *   N2  actions run in the order in which they were handed in
 *   N3  tickets are synced in the order in which they were asked for
 *   N4  no action runs for records in a segment that the journal's state file does not know of
 * </pre>
 */
public final class NodeJournal {

    /** One sync that was asked for, and what waits for it. */
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

    /** Makes the next flush ask for a sync because the disk was written to beside the journal. */
    public void touch() {
        dirty = true;
    }

    /** Runs the action once everything saved so far is durable, at once if it is already. */
    public void afterSync(Runnable action) {
        if (dirty) {
            next.add(action);
        } else if (!pending.isEmpty()) {
            pending.getLast().actions().add(action);
        } else {
            action.run();
        }
    }

    /** Writes what was saved and asks for one sync. To be called at the end of each turn. */
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

    /** Proves the last sync to a later recovery although nothing new was saved. */
    public void mark() {
        if (journal.syncedThrough() < journal.writtenThrough() || dirty) {
            return; // Records are under way and will carry the proof themselves.
        }
        journal.mark();
        for (JournalEffect effect : journal.drain()) {
            switch (effect) {
                case JournalPreallocate e -> disk.preallocate(e.file(), e.bytes());
                case JournalWrite e -> disk.write(e.file(), e.offset(), e.bytes());
            }
        }
    }

    /** The sync of this ticket, and with it of all earlier ones, has finished. */
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
