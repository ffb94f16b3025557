package org.davebank.service.imports;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.directory.job.ImportJob;
import org.davebank.ledger.Transaction;

/** What a pass over a file has counted so far. Not thread-safe. */
final class ImportCounts {

    long rows;
    long created;
    long duplicate;
    long rejected;
    long accountsCreated;

    /** Those rejected by the ledger: the rows themselves were readable. */
    long rejectedByLedger;

    private final Map<String, Long> sums = new TreeMap<>();

    /** Counts a new transaction. */
    void moved(Transaction created) {
        if (!created.isBetweenAccounts()) {
            add(created.currency(), created.effectOn(created.account()));
        }
    }

    void add(String currency, long minor) {
        if (minor != 0) {
            sums.merge(currency, minor, Long::sum);
        }
    }

    /** One sum per currency: sums across currencies mean nothing. */
    List<ImportJob.Sum> sums() {
        return sums.entrySet().stream()
                .map(each -> new ImportJob.Sum(each.getKey(), each.getValue()))
                .toList();
    }

    /** Whether there were rows and none was readable. */
    boolean nothingRead() {
        return rejected > 0 && created + duplicate + rejectedByLedger == 0;
    }
}
