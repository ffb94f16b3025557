package org.davebank.service.imports;

import org.davebank.directory.job.ImportJob;
import org.davebank.exchange.mapping.ImportMapping;
import org.davebank.service.Caller;
import org.davebank.service.Shards;
import org.davebank.service.bank.BankService;

/**
 * What one pass over a file is to do.
 *
 * @param mapping how the job says that the file is to be read
 * @param caller for whom the rows are posted; the id of the request is that of the job
 * @param bank gives new transactions their ids
 */
record ImportTask(
        ImportJob job, ImportMapping mapping, Caller caller, Shards shards, BankService bank) {}
