package org.davebank.node.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.davebank.base.HeapSpill;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.davebank.base.Spill;
import org.davebank.node.journal.NodeJournal;
import org.davebank.node.journal.Recovered;
import org.davebank.node.port.Disk;
import org.davebank.node.port.LoneNode;
import org.davebank.node.port.Time;
import org.davebank.node.settings.FileSettings;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.storage.Journal;
import org.davebank.storage.JournalSettings;
import org.davebank.storage.Recovery;
import org.junit.jupiter.api.Test;

class FilesTest {

    private static final String FILE = "ab".repeat(32);
    private static final MemberId SELF = new MemberId(1);

    /** What was asked of the disk, journals left out. */
    private final List<String> asked = new ArrayList<>();

    private final List<Reply> answers = new ArrayList<>();
    private final NodeJournal journal = new NodeJournal(emptyJournal(), new RecordingDisk());
    private final Files files =
            new Files(
                    new LoneNode() {
                        @Override
                        public void ask(RequestBody body, long timeoutNs, Consumer<Reply> answer) {
                            asked.add("network");
                        }
                    },
                    FileSettings.DEFAULT,
                    new RecordingDisk(),
                    new StillTime(),
                    journal);
    private long synced;
    private long readTicket;

    private static Journal emptyJournal() {
        Recovery recovery =
                Journal.open(
                        new JournalSettings(1 << 16),
                        List.of(),
                        null,
                        new RandomSource(1),
                        record -> {});
        if (recovery instanceof Recovery.Recovered found) {
            return found.journal();
        }
        throw new IllegalStateException("an empty folder has no damage");
    }

    private static final class StillTime implements Time {
        @Override
        public long nowNs() {
            return 0;
        }

        @Override
        public long wallMs() {
            return 0;
        }
    }

    private final class RecordingDisk implements Disk {
        @Override
        public List<String> files() {
            return List.of();
        }

        @Override
        public byte[] read(String file) {
            return new byte[0];
        }

        @Override
        public void preallocate(String file, long bytes) {}

        @Override
        public void write(String file, long offset, byte[] bytes) {}

        @Override
        public void include(String file) {
            asked.add("include " + file);
        }

        @Override
        public void remove(String file) {
            asked.add("remove " + file);
        }

        @Override
        public void readPart(String file, long offset, int length, long ticket) {
            asked.add("read " + file);
            readTicket = ticket;
        }

        @Override
        public void rename(String from, String to) {
            asked.add("rename " + to);
        }

        @Override
        public void sync(long ticket) {
            synced = ticket;
        }

        @Override
        public String identity() {
            return "";
        }

        @Override
        public String place() {
            return "";
        }

        @Override
        public String setAside() {
            return "";
        }

        @Override
        public long roomBytes() {
            return Long.MAX_VALUE;
        }

        @Override
        public int setAsideCount() {
            return 0;
        }

        @Override
        public Spill spill() {
            return new HeapSpill();
        }
    }

    private void recover(long asOf) {
        files.recover(List.of("content/" + FILE), Map.of(FILE, new Recovered.Content(1_000, asOf)));
    }

    private void keep(long asOf) {
        files.fetch(new RequestBody.FetchFile(SELF, FILE, 1_000, asOf, List.of()), answers::add);
        journal.flush();
    }

    /** Twice, for the first sync in a segment is proven by that of the state file, which follows it. */
    private void sync() {
        syncOnce();
        syncOnce();
    }

    private void syncOnce() {
        journal.flush();
        journal.synced(synced);
    }

    @Test
    void aFileFoundAtTheStartIsVouchedForAfterASyncOfThisLife() {
        recover(3);
        keep(3);
        assertThat(asked).containsExactly("include content/" + FILE);
        assertThat(answers).isEmpty();
        sync();
        assertThat(answers).hasOnlyElementsOfType(Reply.Done.class).hasSize(1);
        asked.clear();
        keep(3);
        assertThat(asked).isEmpty();
        assertThat(answers).hasSize(2);
    }

    @Test
    void anInventoryNamesAFileFoundAtTheStartAfterASyncOfThisLife() {
        recover(4);
        files.inventory(answers::add);
        journal.flush();
        assertThat(answers).isEmpty();
        assertThat(asked).containsExactly("include content/" + FILE);
        sync();
        assertThat(answers).hasSize(1);
        assertThat(Files.readInventory(((Reply.Done) answers.getFirst()).bytes()))
                .containsExactly(FILE);
        files.inventory(answers::add);
        assertThat(answers).hasSize(2);
        assertThat(asked).hasSize(1);
    }

    @Test
    void aDropThatIsNoNewerThanTheWordOfTheNodeIsIgnored() {
        recover(3);
        keep(5);
        files.drop(new RequestBody.DropFile(SELF, FILE, 5), answers::add);
        assertThat(answers).hasOnlyElementsOfType(Reply.Declined.class).hasSize(1);
        assertThat(files.has(FILE)).isTrue();
        files.drop(new RequestBody.DropFile(SELF, FILE, 6), answers::add);
        assertThat(files.has(FILE)).isFalse();
        assertThat(asked).contains("remove content/" + FILE);
        sync();
        assertThat(answers.get(1)).isInstanceOf(Reply.Declined.class);
        assertThat(answers.get(2)).isInstanceOf(Reply.Done.class);
    }

    @Test
    void anUploadIsTakenOverOnlyWhileItIsThere() {
        files.adopt("incoming/u", FILE, 1_000, 3, answers::add);
        assertThat(asked).containsExactly("read incoming/u");
        files.readDone(readTicket, new byte[1]);
        sync();
        sync();
        assertThat(asked).endsWith("include incoming/u", "rename content/" + FILE);
        assertThat(answers).hasOnlyElementsOfType(Reply.Done.class).hasSize(1);

        files.drop(new RequestBody.DropFile(SELF, FILE, 4), answers::add);
        asked.clear();
        files.adopt("incoming/u", FILE, 1_000, 4, answers::add);
        files.readDone(readTicket, null);
        sync();
        assertThat(asked).containsExactly("read incoming/u");
        assertThat(answers.get(1)).isInstanceOf(Reply.Declined.class);
        assertThat(files.has(FILE)).isFalse();
    }

    @Test
    void aDropThrowsAwayACopyWhoseNameIsNotSyncedYet() {
        files.adopt("incoming/u", FILE, 1_000, 3, answers::add);
        files.readDone(readTicket, new byte[1]);
        sync();
        assertThat(asked).endsWith("rename content/" + FILE);

        files.drop(new RequestBody.DropFile(SELF, FILE, 4), answers::add);
        assertThat(asked).endsWith("remove content/" + FILE);
        sync();
        assertThat(answers.getFirst()).isInstanceOf(Reply.Declined.class);
        assertThat(answers.get(1)).isInstanceOf(Reply.Done.class);
        assertThat(files.has(FILE)).isFalse();
    }

    @Test
    void aSyncFromBeforeADropDoesNotVouchForTheCopyThatCameAfterIt() {
        files.adopt("incoming/u", FILE, 1_000, 3, answers::add);
        long first = readTicket;
        files.adopt("incoming/v", FILE, 1_000, 5, answers::add);
        files.readDone(first, new byte[1]);
        sync();
        files.drop(new RequestBody.DropFile(SELF, FILE, 4), answers::add);
        files.readDone(readTicket, new byte[1]);
        syncOnce();
        assertThat(answers).hasExactlyElementsOfTypes(Reply.Declined.class, Reply.Done.class);
        syncOnce();
        assertThat(answers).hasSize(3);
        assertThat(answers.getLast()).isInstanceOf(Reply.Done.class);
        assertThat(files.has(FILE)).isTrue();
    }
}
