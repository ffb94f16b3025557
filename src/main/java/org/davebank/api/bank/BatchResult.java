package org.davebank.api.bank;

import org.davebank.api.Body;
import org.davebank.api.Problem;
import org.davebank.api.Shown;

/** What became of one item of a batch. */
public record BatchResult(
        @Shown(value = "201", about = "as it would be of the item alone") int status,
        @Shown(value = "false", about = "whether this is the answer of an earlier request")
                boolean replayed,
        @Shown(oneOf = {TransactionAnswer.class, Problem.class}) Body result)
        implements Body {}
