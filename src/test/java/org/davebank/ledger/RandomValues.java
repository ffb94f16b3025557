package org.davebank.ledger;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.RandomSource;
import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerCommand.ConfirmAlias;
import org.davebank.ledger.LedgerCommand.OpenAccount;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerCommand.Purpose;
import org.davebank.ledger.LedgerCommand.ReserveAlias;
import org.davebank.ledger.ReversalLinks.HoldState;
import org.jspecify.annotations.Nullable;

/** Makes values of the ledger's language at random, within their limits. */
final class RandomValues {

    private final RandomSource random;

    RandomValues(RandomSource random) {
        this.random = random;
    }

    private String text(int min, int max) {
        StringBuilder text = new StringBuilder();
        int length = (int) random.between(min, random.chance(0.1) ? max : Math.min(max, 9));
        String letters = "aZ09 -_äß語\0";
        for (int i = 0; i < length; i++) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    private @Nullable String maybe(int min, int max) {
        return random.chance(0.5) ? null : text(min, max);
    }

    private AccountNumber account() {
        return new AccountNumber(random.nextInt(AccountNumber.VALUE_MAX + 1));
    }

    private TransactionId id() {
        return new TransactionId(random.nextLong(), random.nextLong());
    }

    private long number() {
        return random.chance(0.3) ? random.nextLong() : random.between(-100, 100);
    }

    <E> E one(E[] values) {
        return values[random.nextInt(values.length)];
    }

    private List<String> aliases() {
        List<String> aliases = new ArrayList<>();
        for (int i = random.nextInt(17); i > 0; i--) {
            aliases.add(text(1, 64));
        }
        return aliases;
    }

    private String sha256() {
        return "%064x".formatted(random.nextLong() >>> 1);
    }

    private Attachment attachment() {
        return new Attachment(
                random.nextInt(20),
                sha256(),
                random.between(1, 1_000),
                text(1, 100),
                text(1, 200),
                number(),
                text(0, 64),
                random.between(1, 1_000));
    }

    LedgerCommand command() {
        String by = random.chance(0.5) ? "import" : text(0, 64);
        String requestId = random.chance(0.5) ? "job-1" : text(0, 64);
        return switch (random.nextInt(11)) {
            case 10 -> ofAlias(by, requestId);
            case 8 -> ofHold(by, requestId);
            case 9 -> ofBatch(by, requestId);
            case 7 ->
                    new LedgerCommand.ChangeAccount(
                            account(),
                            maybe(1, 255),
                            random.chance(0.5) ? null : one(AccountStatus.values()),
                            maybe(0, 140),
                            random.chance(0.5)
                                    ? null
                                    : random.between(0, LedgerLimits.OVERDRAFT_MINOR_MAX),
                            random.between(0, 1_000),
                            by,
                            requestId);
            case 3 ->
                    new LedgerCommand.Attach(
                            id(),
                            account(),
                            text(1, 255),
                            sha256(),
                            random.between(1, LedgerLimits.ATTACHMENT_BYTES_MAX),
                            text(1, 100),
                            text(1, 200),
                            random.between(1, 1_000),
                            by,
                            requestId);
            case 4 ->
                    new LedgerCommand.FenceUploads(
                            random.between(1, 1_000), List.of(sha256(), sha256()), by, requestId);
            case 0 ->
                    new OpenAccount(
                            account(),
                            text(1, 255),
                            text(0, 140),
                            one(new String[] {"EUR", "JPY", "KWD"}),
                            random.nextInt(5),
                            random.between(0, LedgerLimits.OVERDRAFT_MINOR_MAX),
                            aliases(),
                            by,
                            requestId);
            case 1 -> new ReserveAlias(text(1, 64), text(1, 255), by, requestId);
            case 2 -> new ConfirmAlias(text(1, 64), text(1, 255), account(), by, requestId);
            case 5 ->
                    new Post(
                            id(),
                            maybe(1, 255),
                            TransactionKind.REVERSAL,
                            account(),
                            random.chance(0.5) ? null : account(),
                            number(),
                            (int) number(),
                            null,
                            0,
                            null,
                            maybe(0, 500),
                            one(PostingMode.values()),
                            Purpose.reverses(id()),
                            by,
                            requestId);
            default ->
                    new Post(
                            id(),
                            maybe(1, 255),
                            TransactionKind.values()[random.nextInt(4)],
                            account(),
                            random.chance(0.5) ? null : account(),
                            number(),
                            (int) number(),
                            random.chance(0.5) ? null : "EUR",
                            random.chance(0.5) ? 0 : number(),
                            maybe(0, 140),
                            maybe(0, 500),
                            one(PostingMode.values()),
                            by,
                            requestId);
        };
    }

    private LedgerCommand ofAlias(String by, String requestId) {
        return switch (random.nextInt(4)) {
            case 0 ->
                    new LedgerCommand.ClaimAlias(
                            text(1, 64), account(), text(1, 255), by, requestId);
            case 1 ->
                    new LedgerCommand.FreeAlias(
                            text(1, 64), random.between(-1, 1_000), by, requestId);
            case 2 -> new LedgerCommand.GiveUpChange(account(), maybe(1, 255), by, requestId);
            default ->
                    new LedgerCommand.ChangeAccount(
                            account(),
                            text(1, 255),
                            null,
                            maybe(0, 140),
                            null,
                            new LedgerCommand.WantedAliases(
                                    aliases().stream().distinct().toList(), aliases()),
                            random.between(0, 1_000),
                            by,
                            requestId);
        };
    }

    private LedgerCommand ofBatch(String by, String requestId) {
        List<Batch.Item> items = new ArrayList<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            items.add(item(items.size()));
        }
        MovementKey key = new MovementKey(account(), id(), 0);
        return switch (random.nextInt(3)) {
            case 0 ->
                    new MovementCommand.BeginBatch(
                            new Batch(id(), maybe(1, 255), items, by, requestId));
            case 1 ->
                    new MovementCommand.ExpectBatch(
                            key, random.nextInt(9), random.nextInt(9), items);
            default ->
                    new MovementCommand.Decide(
                            key,
                            one(RejectionCode.values()),
                            random.nextInt(LedgerLimits.BATCH_ITEMS_MAX + 1) - 1,
                            random.nextInt(1_000_000));
        };
    }

    private Batch.Item item(int number) {
        TransactionKind kind = TransactionKind.values()[random.nextInt(3)];
        boolean transfer = kind == TransactionKind.TRANSFER;
        return new Batch.Item(
                number,
                kind,
                new AccountNumber(random.nextInt(1_000)),
                random.nextInt(9),
                transfer ? new AccountNumber(1_000 + random.nextInt(1_000)) : null,
                transfer ? random.nextInt(9) : 0,
                random.between(1, 1_000_000),
                "EUR",
                random.nextInt(5),
                maybe(0, 140),
                maybe(0, 500));
    }

    private Post ofHold(String by, String requestId) {
        boolean all = random.chance(0.5);
        TransactionKind kind =
                one(
                        new TransactionKind[] {
                            TransactionKind.HOLD, TransactionKind.CAPTURE, TransactionKind.RELEASE
                        });
        Purpose purpose =
                switch (kind) {
                    case HOLD ->
                            new Purpose.Holds(
                                    random.between(
                                            LedgerLimits.HOLD_MS_MIN, LedgerLimits.HOLD_MS_MAX));
                    case CAPTURE -> new Purpose.Captures(id(), all, random.chance(0.5));
                    default -> new Purpose.Releases(id(), all);
                };
        boolean takesAll = all && kind != TransactionKind.HOLD;
        return new Post(
                id(),
                maybe(1, 255),
                kind,
                account(),
                kind == TransactionKind.RELEASE || random.chance(0.5) ? null : account(),
                takesAll ? 0 : number(),
                (int) number(),
                null,
                0,
                null,
                maybe(0, 500),
                PostingMode.LIVE,
                purpose,
                by,
                requestId);
    }

    private ReversalLinks.Hold aHold() {
        return new ReversalLinks.Hold(
                random.chance(0.5) ? null : id(),
                random.chance(0.5) ? null : one(ReversalLinks.HoldState.values()),
                random.between(0, 1_000_000),
                random.between(0, 1_000_000));
    }

    LedgerBatch batch() {
        List<LedgerCommand> commands = new ArrayList<>();
        for (int i = random.nextInt(20); i > 0; i--) {
            commands.add(command());
        }
        return new LedgerBatch(random.between(0, LedgerLimits.STAMP_MS_MAX), commands);
    }

    private Account anAccount() {
        return new Account(
                account(),
                text(0, 140),
                "EUR",
                one(AccountStatus.values()),
                random.between(0, 1_000),
                number(),
                random.between(1, Long.MAX_VALUE),
                number(),
                aliases());
    }

    private Transaction transaction() {
        return new Transaction(
                id(),
                maybe(1, 255),
                one(TransactionKind.values()),
                account(),
                random.chance(0.5) ? null : account(),
                random.between(1, 1_000_000),
                "JPY",
                number(),
                number(),
                maybe(0, 140),
                maybe(0, 500),
                text(0, 64),
                text(0, 64),
                one(TransactionStatus.values()),
                random.chance(0.5) ? null : one(RejectionCode.values()),
                number(),
                random.between(1, 1_000_000),
                random.between(0, 1_000_000),
                random.chance(0.7) ? List.of() : List.of(attachment(), attachment()),
                random.chance(0.7) ? ReversalLinks.NONE : links());
    }

    private ReversalLinks links() {
        if (random.chance(0.2)) {
            int count = 1 + random.nextInt(LedgerLimits.BATCH_ITEMS_MAX);
            return new ReversalLinks(
                    null,
                    false,
                    0,
                    List.of(),
                    null,
                    new ReversalLinks.Items(count, random.nextInt(count + 1) - 1));
        }
        return new ReversalLinks(
                random.chance(0.5) ? null : id(),
                random.chance(0.5),
                random.between(0, 1_000_000),
                random.chance(0.5) ? List.of() : List.of(id(), id()),
                random.chance(0.5) ? null : aHold());
    }

    private LedgerResult result() {
        return switch (random.nextInt(10)) {
            case 8 -> aboutAlias();
            case 9 ->
                    new LedgerResult.Voted(
                            random.chance(0.3) ? null : one(RejectionCode.values()),
                            random.nextInt(LedgerLimits.BATCH_ITEMS_MAX + 1) - 1,
                            random.nextInt(1_000_000));
            case 7 ->
                    new LedgerResult.Changed(
                            anAccount(),
                            random.chance(0.5) ? null : one(RejectionCode.values()),
                            random.chance(0.5));
            case 4 -> new LedgerResult.Attached(attachment(), random.chance(0.5));
            case 5 -> new LedgerResult.UploadsFenced(List.of(sha256()));
            case 0 -> new LedgerResult.Opened(anAccount(), random.chance(0.5), "request");
            case 1 -> new LedgerResult.Refused(one(RejectionCode.values()), text(0, 500));
            case 2 -> new LedgerResult.AliasReserved(text(1, 64));
            case 3 -> new LedgerResult.AliasBound(text(1, 64), account());
            default -> new LedgerResult.Recorded(transaction(), random.chance(0.5));
        };
    }

    private LedgerResult aboutAlias() {
        return switch (random.nextInt(3)) {
            case 0 -> new LedgerResult.AliasesMissing(aliases());
            case 1 ->
                    new LedgerResult.AliasHolder(
                            text(1, 64),
                            random.chance(0.5) ? null : account(),
                            maybe(1, 255),
                            random.between(-1, 1_000));
            default -> new LedgerResult.GivenUp(aliases(), random.chance(0.5));
        };
    }

    private LedgerQuery query() {
        return switch (random.nextInt(10)) {
            case 7 -> new LedgerQuery.FindAttachment(sha256());
            case 0 -> new LedgerQuery.GetAccount(account());
            case 1 -> new LedgerQuery.GetAccountAt(account(), number());
            case 2 ->
                    new LedgerQuery.ListAccounts(
                            random.nextInt(50) - 1, 1 + random.nextInt(1_000), maybe(0, 99));
            case 3 -> new LedgerQuery.FindAlias(text(0, 99));
            case 4 -> new LedgerQuery.GetTransaction(id());
            case 5 -> new LedgerQuery.FindByKey(account(), text(0, 255));
            case 6 -> new LedgerQuery.Summary();
            default ->
                    new LedgerQuery.History(
                            random.chance(0.5) ? null : account(),
                            random.chance(0.3) ? TransactionFilter.POSTED : filter(),
                            number(),
                            1 + random.nextInt(1_000));
        };
    }

    private TransactionFilter filter() {
        return new TransactionFilter(
                        number(),
                        number(),
                        random.chance(0.5) ? null : one(TransactionKind.values()),
                        number(),
                        number(),
                        maybe(0, 99),
                        maybe(0, 99),
                        maybe(0, 99),
                        random.chance(0.5) ? null : one(TransactionStatus.values()),
                        random.chance(0.5))
                .with(
                        random.chance(0.7) ? null : one(HoldState.values()),
                        random.chance(0.7) ? null : id());
    }

    private LedgerAnswer answer() {
        return switch (random.nextInt(6)) {
            case 4 -> new LedgerAnswer.AttachmentFound(random.chance(0.3) ? null : attachment());
            case 0 -> new LedgerAnswer.AccountFound(random.chance(0.3) ? null : anAccount());
            case 1 -> {
                List<Account> page = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    page.add(anAccount());
                }
                yield new LedgerAnswer.Accounts(page, random.chance(0.5));
            }
            case 2 -> new LedgerAnswer.AliasFound(random.chance(0.3) ? null : account());
            case 3 -> {
                List<Transaction> page = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    page.add(transaction());
                }
                yield new LedgerAnswer.Transactions(page, random.between(-1, 1_000));
            }
            default ->
                    new LedgerAnswer.ShardSummary(
                            random.nextInt(1_000), 2, 3, 4, number(), number());
        };
    }

    Object anything() {
        return switch (random.nextInt(5)) {
            case 0 -> command();
            case 1 -> batch();
            case 2 -> result();
            case 3 -> query();
            default -> answer();
        };
    }
}
