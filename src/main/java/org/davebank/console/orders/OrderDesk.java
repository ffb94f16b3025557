package org.davebank.console.orders;

import java.util.List;
import java.util.Optional;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.console.Notices;
import org.davebank.ledger.Account;
import org.davebank.service.Caller;
import org.davebank.service.ReadOptions;
import org.davebank.service.ServiceProblem;
import org.davebank.service.bank.BankService;
import org.davebank.service.bank.OpenRequest;
import org.davebank.service.bank.OrderLookup;
import org.davebank.service.bank.PostRequest;
import org.davebank.service.bank.Posted;
import org.davebank.service.files.AttachmentService;
import org.springframework.stereotype.Component;

/**
 * Finds the outcome of an order, and sends it again under its original key. Thread-safe; methods
 * block.
 */
@Component
public final class OrderDesk {

    /** The clocks of browser and bank may differ by this much. */
    private static final long CLOCKS_MS = 10 * 60_000;

    private final BankService bank;
    private final AttachmentService attachments;
    private final OrderLookup lookup;

    public OrderDesk(BankService bank, AttachmentService attachments, OrderLookup lookup) {
        this.bank = bank;
        this.attachments = attachments;
        this.lookup = lookup;
    }

    /** The shard that decides an order, or -1 when unknown. */
    int shard(KeptOrder order) {
        AccountNumber account = order.account();
        if (account == null && order.kind() == KeptOrder.Kind.OPEN) {
            account = BankService.candidate(order.key(), 0);
        }
        return account == null ? -1 : shard(account);
    }

    int shard(AccountNumber account) {
        try {
            return lookup.shard(account);
        } catch (ServiceProblem e) {
            return -1;
        }
    }

    /** Looks the order up without writing anything. */
    Outcome look(Caller caller, KeptOrder order) {
        try {
            return switch (order.kind()) {
                case DEPOSIT, WITHDRAWAL, TRANSFER, REVERSAL, HOLD, CAPTURE, RELEASE ->
                        lookForPosting(caller, order);
                case OPEN -> lookForAccount(caller, order);
                case ATTACH -> lookForFile(caller, order);
            };
        } catch (ServiceProblem e) {
            return outcome(e);
        }
    }

    private Outcome lookForPosting(Caller caller, KeptOrder order) {
        AccountNumber account = order.account();
        if (account == null) {
            return new Outcome.Absent();
        }
        Optional<Posted> found = lookup.posting(caller, account, order.key());
        return found.isPresent() ? new Outcome.Done(found.get()) : new Outcome.Absent();
    }

    private Outcome lookForAccount(Caller caller, KeptOrder order) {
        OpenRequest request = order.opening();
        if (request == null) {
            return new Outcome.Absent();
        }
        Optional<Account> found =
                lookup.opening(
                        caller,
                        request.number(),
                        request.holder(),
                        order.key(),
                        order.atMs() - CLOCKS_MS);
        return found.isPresent() ? new Outcome.Opened(found.get()) : new Outcome.Absent();
    }

    private Outcome lookForFile(Caller caller, KeptOrder order) {
        TransactionId transaction = order.transaction();
        if (transaction == null) {
            return new Outcome.Absent();
        }
        String name = AttachmentService.safeName(order.field("name"));
        List<AttachmentService.Stored> files =
                attachments.list(caller, transaction, ReadOptions.STRONG);
        for (AttachmentService.Stored each : files) {
            boolean same =
                    each.attachment().name().equals(name)
                            && Long.toString(each.attachment().bytes()).equals(order.field("bytes"))
                            && each.attachment().attachedAtMs() >= order.atMs() - CLOCKS_MS;
            if (same) {
                return new Outcome.Attached(name);
            }
        }
        return new Outcome.Absent();
    }

    /** The order with a number in place of the alias that may have been typed. */
    private KeptOrder resolved(Caller caller, KeptOrder order) {
        String to = order.toAccount();
        return !order.mayNameAnAlias() || to.isEmpty() || AccountNumber.isValid(to)
                ? order
                : order.to(bank.account(caller, to, ReadOptions.STRONG).value().number());
    }

    /** Sends it under its key; if it was already carried out, this only finds that. */
    Outcome send(Caller caller, KeptOrder order) {
        OpenRequest opening = order.opening();
        try {
            PostRequest posting = resolved(caller, order).posting();
            if (posting != null) {
                return new Outcome.Done(bank.post(caller, posting));
            }
            return opening == null
                    ? new Outcome.Absent()
                    : new Outcome.Opened(bank.open(caller, opening, order.key()).account());
        } catch (ServiceProblem e) {
            return outcome(e);
        }
    }

    private static Outcome outcome(ServiceProblem problem) {
        return problem.code().isUndecided()
                ? new Outcome.Unknown()
                : new Outcome.Refused(Notices.sentence(problem), problem.transactionId());
    }
}
