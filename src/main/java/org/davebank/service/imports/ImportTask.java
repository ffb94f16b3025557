package org.davebank.service.imports;

import org.davebank.directory.job.ImportJob;
import org.davebank.exchange.mapping.ImportMapping;
import org.davebank.service.Caller;
import org.davebank.service.Shards;
import org.davebank.service.bank.BankService;

/**
 * The parameters of one pass over a file.
 *
 * @param mapping the job's mapping
 * @param caller on whose behalf rows are posted; its request id is the job's id
 * @param bank generates the ids of new transactions
 */
record ImportTask(
        ImportJob job, ImportMapping mapping, Caller caller, Shards shards, BankService bank) {}
