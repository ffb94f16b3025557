package org.davebank.console.transactions;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.router.RouteParameters;
import com.vaadin.flow.router.RouterLink;
import jakarta.annotation.security.PermitAll;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.davebank.api.ProblemCode;
import org.davebank.base.TransactionId;
import org.davebank.console.AccountLink;
import org.davebank.console.Awaited;
import org.davebank.console.Changes;
import org.davebank.console.Facts;
import org.davebank.console.Formats;
import org.davebank.console.Live;
import org.davebank.console.NoteLine;
import org.davebank.console.Notices;
import org.davebank.console.Panel;
import org.davebank.console.SignedIn;
import org.davebank.console.Texts;
import org.davebank.console.View;
import org.davebank.ledger.ReversalLinks;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.davebank.service.Caller;
import org.davebank.service.ReadOptions;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.bank.BankService;
import org.davebank.service.bank.Found;
import org.davebank.service.bank.Listings;
import org.davebank.service.bank.Posted;
import org.davebank.service.bank.Receipt;
import org.davebank.service.files.AttachmentService;
import org.davebank.service.network.NetworkService;
import org.davebank.service.network.NetworkSnapshot;
import org.jspecify.annotations.Nullable;

/** One transaction with its receipt: its place in the log, and the nodes that have applied it. */
@Route("transactions/:" + TransactionView.ID)
@PermitAll
public class TransactionView extends View implements BeforeEnterObserver {

    private static final long serialVersionUID = 1L;

    /** The route parameter: a UUID. */
    public static final String ID = "id";

    private final BankService bank;
    private final Listings listings;
    private final Caller caller = SignedIn.caller();
    private final Paragraph amount = new Paragraph();
    private final Div account = new Div();
    private final Div reversals = new Div();
    private final HoldFacts hold;
    private final Button reverse = new Button(Texts.get("reversal.button"), click -> reverse());
    private final Button capture =
            new Button(
                    Texts.get("hold.button.CAPTURE"), click -> takeStep(TransactionKind.CAPTURE));
    private final Button release =
            new Button(
                    Texts.get("hold.button.RELEASE"), click -> takeStep(TransactionKind.RELEASE));
    private final Changes changes = new Changes();
    private final Facts facts = new Facts();
    private final Facts receipt = new Facts();
    private final Div notes = new Div();
    private final Panel money = new Panel(Texts.get("transaction.money"));
    private final Panel paper = new Panel(Texts.get("receipt.done"), receipt);
    private final AttachmentsPanel files;
    private final NoteLine waits = new NoteLine();
    private volatile @Nullable TransactionId asked;
    private final Awaited<Found<Posted>> newest =
            new Awaited<>(
                    this::read,
                    Found::stalenessMs,
                    waits,
                    found -> show(found.value()),
                    this::missing);
    private @Nullable Posted shown;

    /** A reversal made here that the transaction does not show yet. */
    private @Nullable TransactionId expected;

    public TransactionView(
            BankService bank,
            Listings listings,
            AttachmentService attachments,
            NetworkService network) {
        super(Texts.get("transaction.one"));
        this.bank = bank;
        this.listings = listings;
        this.hold = new HoldFacts(listings);
        this.files = new AttachmentsPanel(attachments);
        amount.addClassName("balance");
        paper.setLead(Texts.get("receipt.lead"));
        addActions(capture, release, reverse);
        offer(false);
        money.add(amount, account, hold, reversals, facts);
        add(notes, waits, money, paper, files);
        Live.follow(
                this,
                network,
                snapshot -> {
                    newest.tick(snapshot);
                    hold.tick();
                    boolean mayChange = expected != null || isActiveHold();
                    if (mayChange && !newest.isWaiting() && changes.since(snapshot)) {
                        newest.ask();
                    }
                    files.tick(snapshot);
                    showHolders(snapshot);
                });
    }

    /** The address of a transaction's page. */
    static RouterLink link(TransactionId id, String text) {
        return new RouterLink(text, TransactionView.class, new RouteParameters(ID, id.toString()));
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        String text = event.getRouteParameters().get(ID).orElse("");
        notes.removeAll();
        offer(false);
        expected = null;
        try {
            asked = TransactionId.parse(text);
            newest.forget();
            newest.ask();
        } catch (IllegalArgumentException e) {
            missing(
                    ServiceProblem.of(
                            ProblemCode.TRANSACTION_NOT_FOUND, "there is no transaction " + text));
        }
    }

    private Found<Posted> read(ReadOptions options) {
        return bank.transaction(caller, Objects.requireNonNull(asked), options);
    }

    private boolean isActiveHold() {
        Posted posted = shown;
        return posted != null && HoldFacts.isActive(posted.transaction());
    }

    private void offer(boolean known) {
        money.setVisible(known);
        reverse.setVisible(false);
        capture.setVisible(false);
        release.setVisible(false);
        paper.setVisible(known);
        files.setVisible(known);
    }

    private void missing(ServiceProblem problem) {
        changes.done();
        notes.removeAll();
        notes.add(Notices.note("bad", "✕", Notices.sentence(problem)));
        offer(false);
    }

    private void show(Posted posted) {
        changes.done();
        shown = posted;
        Transaction transaction = posted.transaction();
        String currency = transaction.currency();
        setHeading(Texts.get("kind." + transaction.kind()));
        notes.removeAll();
        offer(true);
        if (transaction.status() == TransactionStatus.REJECTED && transaction.code() != null) {
            notes.add(
                    Notices.note(
                            "warn",
                            "✕",
                            Texts.get("transaction.rejected", transaction.code().code())));
        }
        amount.setText(Formats.money(transaction.amountMinor(), currency));
        String number = transaction.account().toString();
        account.removeAll();
        account.add(new AccountLink(Texts.get("transaction.of", number), number));
        if (transaction.toAccount() != null) {
            facts.set("transaction.to", transaction.toAccount().toString());
        }
        hold.show(transaction);
        boolean canStep = SignedIn.has(Role.TELLER) && isActiveHold();
        capture.setVisible(canStep);
        release.setVisible(canStep);
        showReversals(transaction);
        facts.set("receipt.after", Formats.money(transaction.balanceAfterMinor(), currency));
        facts.set("transaction.effective", Formats.instant(transaction.effectiveAtMs()));
        facts.set("transaction.reference", orDash(transaction.reference()));
        facts.set("transaction.description", orDash(transaction.description()));
        facts.set("transaction.by", transaction.by());
        files.show(transaction.id());
        receipt.set("receipt.id", transaction.id().toString());
        receipt.set("receipt.key", orDash(transaction.idempotencyKey()));
        receipt.set("receipt.time", Formats.instant(transaction.committedAtMs()));
        receipt.set("receipt.shard", Integer.toString(posted.shard()));
        receipt.set("receipt.index", Formats.number(transaction.index()));
        showReceipt(posted);
        CreditFacts.add(listings, caller, posted, receipt);
    }

    private void showReversals(Transaction transaction) {
        ReversalLinks links = transaction.links();
        if (expected != null && links.reversedBy().contains(expected)) {
            expected = null;
        }
        reverse.setVisible(SignedIn.has(Role.TELLER) && ReversalDialog.leftMinor(transaction) > 0);
        reversals.removeAll();
        if (links.reverses() != null) {
            reversals.add(link(links.reverses(), Texts.get("reversal.of")));
        }
        if (links.reversedMinor() > 0) {
            String given = Formats.money(links.reversedMinor(), transaction.currency());
            reversals.add(new Span(Texts.get("reversal.given", given)));
        }
        for (TransactionId each : links.reversedBy()) {
            reversals.add(new Span(" "), link(each, Texts.get("reversal.one", each.toString())));
        }
    }

    private void takeStep(TransactionKind kind) {
        Posted posted = shown;
        if (posted != null) {
            new HoldStepDialog(bank, posted.transaction(), kind, newest::ask).open();
        }
    }

    private void reverse() {
        Posted posted = shown;
        if (posted != null) {
            new ReversalDialog(
                            bank,
                            listings,
                            posted.transaction(),
                            id -> {
                                expected = id;
                                newest.ask();
                            })
                    .open();
        }
    }

    /**
     * Only the leader knows which replicas have the entry on disk; without one this is left out.
     */
    private void showReceipt(Posted posted) {
        receipt.set("receipt.term", "–");
        receipt.set("receipt.disk", "–");
        Live.work(
                UI.getCurrent(),
                () -> bank.receipt(caller, posted),
                (Receipt at) -> {
                    receipt.set("receipt.term", Formats.number(at.term()));
                    receipt.set("receipt.disk", names(at.onDisk()));
                },
                problem -> {});
    }

    /** The nodes that have applied the entry, according to their own reports. */
    private void showHolders(NetworkSnapshot snapshot) {
        Posted posted = shown;
        if (posted == null) {
            return;
        }
        List<String> have = new ArrayList<>();
        List<String> lack = new ArrayList<>();
        for (NetworkSnapshot.NodeRow node : snapshot.nodes()) {
            for (NetworkSnapshot.ReplicaRow replica : node.replicas()) {
                if (replica.shard() == posted.shard()) {
                    boolean applied = replica.appliedIndex() >= posted.transaction().index();
                    (applied ? have : lack).add(node.name());
                }
            }
        }
        receipt.set("receipt.applied", names(have));
        receipt.set("receipt.behind", names(lack));
    }

    private static String names(List<String> nodes) {
        return nodes.isEmpty() ? "–" : String.join(", ", nodes);
    }

    private static String orDash(@Nullable String text) {
        return text == null || text.isBlank() ? "–" : text;
    }
}
