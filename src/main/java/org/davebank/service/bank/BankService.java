package org.davebank.service.bank;

import java.math.BigDecimal;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.base.Money;
import org.davebank.base.RandomSource;
import org.davebank.base.TransactionId;
import org.davebank.directory.Slots;
import org.davebank.ledger.Account;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.service.Caller;
import org.davebank.service.ReadOptions;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.Shards;
import org.jspecify.annotations.Nullable;

/**
 * Accounts and transactions, one at a time. Thread-safe; methods block until the answer arrives.
 */
public final class BankService {

    /** Account numbers tried for one new account before the open fails. */
    public static final int PROBES_MAX = 64;

    private final Shards shards;
    private final AccountNames names;
    private final SecureRandom entropy = new SecureRandom();

    public BankService(Shards shards) {
        this.shards = shards;
        this.names = new AccountNames(shards);
    }

    /**
     * Posts a deposit, a withdrawal, a transfer or a reversal.
     *
     * @throws ServiceProblem as in the contract's table of errors
     */
    public Posted post(Caller caller, PostRequest request) {
        caller.require(Role.TELLER);
        LedgerCommand.Post command = command(caller, request);
        GroupId group = shards.of(request.account());
        return outcome(shards.write(group, command, command.id().toString()).result(), group);
    }

    /**
     * Finds out what became of a posting that got no answer, by sending it again under its key.
     * Blocks for up to a minute.
     *
     * @throws ServiceProblem the bank's refusal, or outcome_unknown
     */
    public Posted settle(Caller caller, PostRequest request) throws InterruptedException {
        return new Settlement(this::post, System::nanoTime, Thread::sleep).settle(caller, request);
    }

    /** The command that carries out a request, under an id made here if the request has none. */
    LedgerCommand.Post command(Caller caller, PostRequest request) {
        check(request);
        TransactionId givenId = request.id();
        AccountNumber to = request.toAccount();
        BigDecimal amount = plain(request.amount());
        Long effectiveAtMs = request.effectiveAtMs();
        return new LedgerCommand.Post(
                givenId == null ? newId() : givenId,
                request.idempotencyKey(),
                request.kind(),
                request.account(),
                to,
                amount.unscaledValue().longValueExact(),
                amount.scale(),
                request.currency(),
                effectiveAtMs == null ? 0 : effectiveAtMs,
                request.reference(),
                request.description(),
                PostingMode.LIVE,
                request.purpose(),
                caller.name(),
                caller.requestId());
    }

    /** Translates the ledger's result into a posting or a problem. */
    static Posted outcome(LedgerResult result, GroupId group) {
        return switch (result) {
            case LedgerResult.Recorded recorded -> receipt(recorded, group);
            case LedgerResult.Refused refused -> throw refused(refused);
            default -> throw ServiceProblem.of(ProblemCode.INTERNAL, "an answer of another kind");
        };
    }

    private static void check(PostRequest request) {
        boolean plain =
                switch (request.kind()) {
                    case DEPOSIT, WITHDRAWAL, TRANSFER -> true;
                    case REVERSAL, HOLD, CAPTURE, RELEASE, BATCH -> false;
                };
        if (plain != (request.purpose() == null)) {
            throw ServiceProblem.of(
                    ProblemCode.INVALID_TYPE,
                    "a reversal, a capture or a release names another transaction: post it to"
                            + " /transactions/ID/reversal, capture or release; a hold is a"
                            + " withdrawal or a transfer with \"hold\": true");
        }
        boolean transfer = request.kind() == TransactionKind.TRANSFER;
        if (plain && transfer != (request.toAccount() != null)) {
            throw ServiceProblem.of(
                    ProblemCode.MALFORMED_REQUEST,
                    transfer
                            ? "a transfer needs to_account"
                            : "to_account belongs to a transfer only");
        }
        checkCurrency(request.currency());
        checkText("reference", request.reference(), LedgerLimits.REFERENCE_CHARS_MAX);
        checkText("description", request.description(), LedgerLimits.DESCRIPTION_CHARS_MAX);
        checkText("idempotency_key", request.idempotencyKey(), LedgerLimits.KEY_CHARS_MAX);
        if (!HoldService.takesAll(request)) {
            checkAmount(request);
        }
        if (request.account().equals(request.toAccount())) {
            throw ServiceProblem.of(
                    ProblemCode.SAME_ACCOUNT, "a transfer needs two different accounts");
        }
    }

    private static void checkAmount(PostRequest request) {
        BigDecimal amount = request.amount();
        String currency = request.currency();
        if (amount.signum() <= 0) {
            throw ServiceProblem.of(
                    ProblemCode.INVALID_AMOUNT, "the amount must be more than zero");
        }
        if (amount.compareTo(Money.toMajor(Money.AMOUNT_MINOR_MAX, "GBP")) > 0) {
            throw ServiceProblem.of(
                    ProblemCode.AMOUNT_TOO_LARGE,
                    "the amount must be at most "
                            + Money.toMajor(Money.AMOUNT_MINOR_MAX, "GBP").toPlainString());
        }
        int scale = currency == null ? 4 : Money.scale(currency);
        if (plain(amount).scale() > scale) {
            throw ServiceProblem.of(
                    ProblemCode.INVALID_AMOUNT, "the amount has more decimals than its currency");
        }
    }

    /** Without trailing zeros and without an exponent. */
    static BigDecimal plain(BigDecimal amount) {
        BigDecimal stripped = amount.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    private static void checkCurrency(@Nullable String currency) {
        if (currency != null && !Money.isCurrency(currency)) {
            throw ServiceProblem.of(
                    ProblemCode.MALFORMED_REQUEST, "currency is not an ISO 4217 code");
        }
    }

    static void checkText(String field, @Nullable String text, int charsMax) {
        if (text != null && text.length() > charsMax) {
            throw ServiceProblem.of(
                    ProblemCode.MALFORMED_REQUEST,
                    field + " has more than " + charsMax + " characters");
        }
        if (text != null && text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\t')) {
            throw ServiceProblem.of(
                    ProblemCode.MALFORMED_REQUEST, field + " has control characters");
        }
    }

    private static Posted receipt(LedgerResult.Recorded recorded, GroupId group) {
        Transaction transaction = recorded.transaction();
        if (transaction.status() == TransactionStatus.POSTED) {
            return new Posted(transaction, group.shard(), recorded.replayed());
        }
        throw Rejections.problem(transaction, recorded.replayed());
    }

    private static ServiceProblem refused(LedgerResult.Refused refused) {
        return ServiceProblem.of(ServiceProblem.codeOf(refused.code()), refused.message());
    }

    /** A new version 7 UUID with the current time. */
    public TransactionId newId() {
        return TransactionId.v7(System.currentTimeMillis(), new RandomSource(entropy.nextLong()));
    }

    /**
     * Opens an account. A retry with the same key finds the account of the first attempt, whatever
     * its number.
     *
     * @param key null treats this as a separate request
     */
    public OpenedAccount open(Caller caller, OpenRequest request, @Nullable String key) {
        caller.require(Role.TELLER);
        checkText("holder", request.holder(), LedgerLimits.HOLDER_CHARS_MAX);
        if (request.holder().isBlank()) {
            throw ServiceProblem.of(ProblemCode.MALFORMED_REQUEST, "holder must not be empty");
        }
        checkCurrency(request.currency());
        checkText("idempotency_key", key, LedgerLimits.KEY_CHARS_MAX);
        AccountNames.check(request.aliases());
        String wanted = request.currency();
        String currency = wanted == null ? shards.founding().currency() : wanted;
        String ownKey = key == null ? newId().toString() : key;
        long overdraftMinor = overdraft(request.overdraftLimit(), currency);
        boolean reserved = reserve(caller, request.aliases(), ownKey);
        OpenedAccount opened =
                openUnderFreeNumber(caller, request, ownKey, currency, overdraftMinor, reserved);
        for (String alias : request.aliases()) {
            LedgerCommand confirm =
                    new LedgerCommand.ConfirmAlias(
                            alias,
                            ownKey,
                            opened.account().number(),
                            caller.name(),
                            caller.requestId());
            LedgerResult result = shards.write(shards.ofAlias(alias), confirm, null).result();
            if (AccountNames.isTaken(result) && !opened.replayed()) {
                throw aliasTaken();
            }
        }
        return opened;
    }

    private static ServiceProblem aliasTaken() {
        return ServiceProblem.of(
                ProblemCode.ALIAS_TAKEN, "this alias belongs to another account or request");
    }

    static long overdraft(@Nullable BigDecimal limit, String currency) {
        if (limit == null) {
            return 0;
        }
        try {
            long minor = Money.toMinor(limit, currency);
            if (minor >= 0 && minor <= Money.AMOUNT_MINOR_MAX) {
                return minor;
            }
        } catch (ArithmeticException e) {
            // Falls through to the same answer: too many decimals or too large.
        }
        throw ServiceProblem.of(
                ProblemCode.INVALID_AMOUNT,
                "overdraft_limit is zero or more, with the currency's decimals");
    }

    /** Holds the aliases of a new account; false if one is taken. */
    private boolean reserve(Caller caller, List<String> aliases, String key) {
        for (String alias : aliases) {
            LedgerResult result = names.reserve(caller, alias, key);
            if (AccountNames.isTaken(result)) {
                return false;
            }
            if (result instanceof LedgerResult.Refused refused) {
                throw refused(refused);
            }
        }
        return true;
    }

    private OpenedAccount openUnderFreeNumber(
            Caller caller,
            OpenRequest request,
            String key,
            String currency,
            long overdraftMinor,
            boolean reserved) {
        AccountNumber asked = request.number();
        for (int probe = 0; probe < PROBES_MAX; probe++) {
            AccountNumber number = asked == null ? candidate(key, probe) : asked;
            GroupId group = shards.of(number);
            // What was opened under the key before may have lost an alias to another account since.
            if (!reserved && shards.account(number) == null) {
                throw aliasTaken();
            }
            Shards.Written written =
                    shards.write(
                            group,
                            new LedgerCommand.OpenAccount(
                                    number,
                                    key,
                                    request.holder(),
                                    currency,
                                    Money.scale(currency),
                                    overdraftMinor,
                                    request.aliases(),
                                    caller.name(),
                                    caller.requestId()),
                            null);
            switch (written.result()) {
                case LedgerResult.Opened opened -> {
                    return new OpenedAccount(
                            opened.account(), group.shard(), written.index(), opened.replayed());
                }
                case LedgerResult.Refused refused -> {
                    boolean taken =
                            refused.code() == org.davebank.ledger.RejectionCode.ACCOUNT_EXISTS;
                    if (asked != null || !taken) {
                        throw refused(refused);
                    }
                }
                default ->
                        throw ServiceProblem.of(ProblemCode.INTERNAL, "an answer of another kind");
            }
        }
        throw ServiceProblem.of(ProblemCode.TOO_BUSY, "no free account number was found");
    }

    /** The n-th candidate number for a key: the same on every node and at every attempt. */
    public static AccountNumber candidate(String key, int probe) {
        long hash = RandomSource.mix64(Slots.hash(key) + probe * 0x9e3779b97f4a7c15L);
        return new AccountNumber((int) Long.remainderUnsigned(hash, AccountNumber.VALUE_MAX + 1L));
    }

    /** The account with this number or alias. */
    public Found<Account> account(Caller caller, String numberOrAlias, ReadOptions options) {
        caller.require(Role.VIEWER);
        return names.find(numberOrAlias, options);
    }

    /** The account with its value balance at an instant. */
    public Found<Account> accountAt(
            Caller caller, AccountNumber number, long atMs, ReadOptions options) {
        caller.require(Role.VIEWER);
        Reply.Answered answer =
                shards.read(shards.of(number), new LedgerQuery.GetAccountAt(number, atMs), options);
        return accountOf(answer, number);
    }

    static Found<Account> accountOf(Reply.Answered answer, AccountNumber number) {
        Account account =
                answer.answer() instanceof LedgerAnswer.AccountFound found ? found.account() : null;
        if (account == null) {
            throw notFound(number.toString());
        }
        return new Found<>(account, Shards.indexes(List.of(answer)), answer.stalenessMs());
    }

    static ServiceProblem notFound(String account) {
        return ServiceProblem.of(ProblemCode.ACCOUNT_NOT_FOUND, "there is no account " + account);
    }

    /** The number of the account that has this number or alias. */
    AccountNumber resolve(String numberOrAlias, ReadOptions options) {
        return AccountNumber.isValid(numberOrAlias)
                ? AccountNumber.parse(numberOrAlias)
                : names.find(numberOrAlias, options).value().number();
    }

    /**
     * Where a transaction stands in its shard's log, according to the shard's leader.
     *
     * @throws ServiceProblem no_quorum while there is no confirmed leader
     */
    public Receipt receipt(Caller caller, Posted posted) {
        caller.require(Role.VIEWER);
        GroupId group = GroupId.ofShard(posted.shard());
        RequestBody asked = new RequestBody.Locate(group, posted.transaction().index());
        Reply reply = Shards.await(shards.ask(asked, Shards.READ_TIMEOUT), Shards.READ_TIMEOUT);
        if (reply instanceof Reply.Located at) {
            return new Receipt(
                    posted.shard(),
                    at.index(),
                    at.term(),
                    shards.names(at.onDisk()),
                    shards.names(at.missing()));
        }
        if (reply instanceof Reply.TimedOut) {
            throw ServiceProblem.of(
                    ProblemCode.NO_QUORUM, group + " has no reachable quorum; nothing was read");
        }
        throw Shards.problem(reply, group, null);
    }

    /** All records with this id, in any account; several only if they are in different accounts. */
    public Found<Posted> transaction(Caller caller, TransactionId id, ReadOptions options) {
        caller.require(Role.VIEWER);
        List<Reply.Answered> answers = shards.readAll(new LedgerQuery.GetTransaction(id), options);
        List<Posted> found = new ArrayList<>();
        for (Reply.Answered answer : answers) {
            if (answer.answer() instanceof LedgerAnswer.Transactions list) {
                list.transactions()
                        .forEach(
                                each -> found.add(new Posted(each, answer.group().shard(), false)));
            }
        }
        if (found.isEmpty()) {
            throw ServiceProblem.of(
                    ProblemCode.TRANSACTION_NOT_FOUND, "there is no transaction " + id);
        }
        if (found.size() > 1) {
            throw ServiceProblem.of(
                    ProblemCode.AMBIGUOUS_ID,
                    "transactions of several accounts have the id "
                            + id
                            + "; list them by account");
        }
        return new Found<>(found.getFirst(), Shards.indexes(answers), Shards.stalenessMs(answers));
    }
}
