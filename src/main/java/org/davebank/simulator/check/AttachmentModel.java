package org.davebank.simulator.check;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.davebank.ledger.Attachment;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.RejectionCode;

/** The files of transactions, as the model of a shard knows them. */
final class AttachmentModel {

    private final Consumer<String> referenced;
    private final Set<String> ownIds = new TreeSet<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private final Map<String, LedgerCommand.Attach> attached = new TreeMap<>();
    private long fencedEpoch;

    /** @param referenced receives each file that an entry refers to */
    AttachmentModel(Consumer<String> referenced) {
        this.referenced = referenced;
    }

    /** The shard has a transaction of this name. */
    void recorded(String transaction) {
        ownIds.add(transaction);
    }

    LedgerResult attach(long index, long stampMs, LedgerCommand.Attach attach) {
        String to = BankModel.name(attach.account(), attach.transaction());
        if (!ownIds.contains(to)) {
            return BankModel.refused(RejectionCode.TRANSACTION_NOT_FOUND);
        }
        LedgerCommand.Attach known = attached.get(to + "/" + attach.key());
        if (known == null && attach.epoch() <= fencedEpoch) {
            return BankModel.refused(RejectionCode.UPLOAD_EXPIRED);
        }
        int before = counts.getOrDefault(to, 0);
        if (known == null && before == LedgerLimits.ATTACHMENTS_PER_TRANSACTION_MAX) {
            return BankModel.refused(RejectionCode.TOO_LARGE);
        }
        if (known == null) {
            counts.put(to, before + 1);
            attached.put(to + "/" + attach.key(), attach);
            referenced.accept(attach.sha256());
        }
        // The order of a transaction's files and their time are not modelled.
        return new LedgerResult.Attached(
                new Attachment(
                        0,
                        attach.sha256(),
                        attach.bytes(),
                        attach.mediaType(),
                        attach.name(),
                        stampMs,
                        attach.by(),
                        index),
                known != null);
    }

    LedgerResult fence(LedgerCommand.FenceUploads fence) {
        fencedEpoch = Math.max(fencedEpoch, fence.epoch());
        Set<String> taken = new TreeSet<>();
        attached.values().forEach(each -> taken.add(each.sha256()));
        return new LedgerResult.UploadsFenced(
                fence.files().stream().filter(taken::contains).toList());
    }
}
