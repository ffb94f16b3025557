package org.davebank.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.davebank.ledger.state.Draft.deposit;

import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.ledger.Attachment;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerCommand.Attach;
import org.davebank.ledger.LedgerCommand.FenceUploads;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.Attached;
import org.davebank.ledger.LedgerResult.UploadsFenced;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.Transaction;
import org.junit.jupiter.api.Test;

class AttachmentTest {

    private final Shard shard = new Shard().open(1, 2);
    private final Transaction paid = shard.posted(deposit(1, 5_00));

    private static String file(int number) {
        return "%064x".formatted(number);
    }

    private Attach attach(String key, int file, long epoch) {
        return attach(paid.id(), 1, key, file, epoch);
    }

    private static Attach attach(TransactionId to, int account, String key, int file, long epoch) {
        return new Attach(
                to,
                new AccountNumber(account),
                key,
                file(file),
                1_000 + file,
                "application/pdf",
                "invoice " + file + ".pdf",
                epoch,
                "admin",
                "trace-1");
    }

    private Attachment attached(Attach command) {
        return ((Attached) shard.apply(command)).attachment();
    }

    private List<Attachment> attachments() {
        LedgerAnswer answer = shard.ledger.answer(new LedgerQuery.GetTransaction(paid.id()));
        return ((LedgerAnswer.Transactions) answer).transactions().getFirst().attachments();
    }

    @Test
    void aTransactionShowsItsFilesInTheOrderInWhichTheyWereAttached() {
        Attachment first = attached(attach("k1", 1, 1));
        shard.posted(deposit(1, 1));
        Attachment second = attached(attach("k2", 2, 2));
        assertThat(first.order()).isZero();
        assertThat(second.order()).isEqualTo(1);
        assertThat(attachments()).containsExactly(first, second);
        assertThat(shard.posted(deposit(1, 1)).attachments()).isEmpty();
    }

    @Test
    void aRetryIsAnsweredWithTheFirstAttachmentEvenWhenItsUploadWasFencedMeanwhile() {
        Attachment first = attached(attach("k1", 1, 1));
        shard.apply(new FenceUploads(9, List.of(), "system", ""));
        long hash = shard.ledger.stateHash();
        assertThat(shard.apply(attach("k1", 1, 2))).isEqualTo(new Attached(first, true));
        assertThat(shard.refused(attach("k1", 2, 3)))
                .isEqualTo(RejectionCode.IDEMPOTENCY_KEY_REUSED);
        assertThat(shard.ledger.stateHash()).isEqualTo(hash);
        assertThat(attachments()).hasSize(1);
    }

    @Test
    void noFileOfAFencedUploadIsTakenAndTheFenceTellsWhatIsReferenced() {
        attached(attach("k1", 1, 1));
        LedgerResult fenced =
                shard.apply(new FenceUploads(5, List.of(file(1), file(2)), "system", ""));
        assertThat(fenced).isEqualTo(new UploadsFenced(List.of(file(1))));
        assertThat(shard.refused(attach("k2", 2, 5))).isEqualTo(RejectionCode.UPLOAD_EXPIRED);
        shard.apply(new FenceUploads(3, List.of(), "system", ""));
        assertThat(shard.refused(attach("k2", 2, 5))).isEqualTo(RejectionCode.UPLOAD_EXPIRED);
        assertThat(attached(attach("k2", 2, 6)).order()).isEqualTo(1);
    }

    @Test
    void aFileNeedsATransactionOfThatAccount() {
        assertThat(shard.refused(attach(new TransactionId(1, 1), 1, "k", 1, 1)))
                .isEqualTo(RejectionCode.TRANSACTION_NOT_FOUND);
        assertThat(shard.refused(attach(paid.id(), 2, "k", 1, 1)))
                .isEqualTo(RejectionCode.TRANSACTION_NOT_FOUND);
    }

    @Test
    void aTransactionHasABoundedNumberOfFiles() {
        for (int i = 0; i < LedgerLimits.ATTACHMENTS_PER_TRANSACTION_MAX; i++) {
            attached(attach("k" + i, i, 1));
        }
        assertThat(shard.refused(attach("more", 99, 1))).isEqualTo(RejectionCode.TOO_LARGE);
    }

    @Test
    void aFileIsFoundByItsHash() {
        Attachment first = attached(attach("k1", 1, 1));
        attached(attach("k2", 1, 2));
        assertThat(shard.ledger.answer(new LedgerQuery.FindAttachment(file(1))))
                .isEqualTo(new LedgerAnswer.AttachmentFound(first));
        assertThat(shard.ledger.answer(new LedgerQuery.FindAttachment(file(2))))
                .isEqualTo(new LedgerAnswer.AttachmentFound(null));
    }

    @Test
    void theStateHashAndTheAuditCoverAttachments() {
        long before = shard.ledger.stateHash();
        attached(attach("k1", 1, 1));
        assertThat(shard.ledger.stateHash()).isNotEqualTo(before);
        assertThat(shard.audit().hashMatchesRecords()).isTrue();
        assertThat(shard.audit().stateHash()).isEqualTo(shard.ledger.stateHash());
    }

    @Test
    void aPathOrAnythingElseThatIsNoHashIsNoFile() {
        assertThatThrownBy(() ->
                        new Attach(
                                paid.id(),
                                paid.account(),
                                "k",
                                "../../etc/passwd",
                                1,
                                "text/plain",
                                "x",
                                1,
                                "a",
                                "r"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
