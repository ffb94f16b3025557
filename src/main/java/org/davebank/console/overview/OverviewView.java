package org.davebank.console.overview;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.Route;
import jakarta.annotation.security.PermitAll;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.davebank.api.ProblemCode;
import org.davebank.console.Formats;
import org.davebank.console.Live;
import org.davebank.console.Notices;
import org.davebank.console.Panel;
import org.davebank.console.SignedIn;
import org.davebank.console.Texts;
import org.davebank.console.View;
import org.davebank.console.accounts.OpenAccountDialog;
import org.davebank.console.chaos.EventList;
import org.davebank.console.imports.ImportView;
import org.davebank.directory.job.ImportJob;
import org.davebank.service.Caller;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.bank.BankService;
import org.davebank.service.imports.ImportRequest;
import org.davebank.service.imports.ImportService;
import org.davebank.service.network.NetworkService;
import org.davebank.service.network.NetworkSnapshot;
import org.davebank.service.network.Traffic;
import org.davebank.service.network.TrafficPoint;
import org.jspecify.annotations.Nullable;

/** The state of the bank at a glance, with first steps while it is empty. */
@Route("")
@PermitAll
@Menu(title = "nav.overview", order = 0)
public class OverviewView extends View {

    private static final long serialVersionUID = 1L;

    private static final int EVENTS_MAX = 12;

    /** The time over which latency is averaged. */
    private static final int LATENCY_S = 10;

    private static final long SAMPLE_TIMEOUT_MS = 60_000;

    /** A tile with one figure. */
    private static final class Tile extends Section {
        private static final long serialVersionUID = 1L;

        private final Span value = new Span();
        private final Span rest = new Span();

        Tile(String key) {
            addClassNames("card", "tile");
            Span label = new Span(Texts.get(key));
            label.addClassName("label");
            value.addClassName("value");
            rest.addClassName("soft");
            add(label, value, rest);
        }

        void show(String newValue, String newRest) {
            if (!newValue.equals(value.getText())) {
                value.setText(newValue);
            }
            if (!newRest.equals(rest.getText())) {
                rest.setText(newRest);
            }
        }
    }

    private final BankService bank;
    private final ImportService imports;
    private final NetworkService network;
    private final Traffic traffic;
    private final Tile health = new Tile("overview.health");
    private final Tile accounts = new Tile("overview.accounts");
    private final Tile transactions = new Tile("overview.transactions");
    private final Tile rate = new Tile("overview.rate");
    private final Tile latency = new Tile("overview.latency");
    private final TimeCurve curve = new TimeCurve();
    private final Select<Curve.Length> lengths = new Select<>();
    private final EventList events = new EventList(EVENTS_MAX);
    private final Section empty = new Section();
    private @Nullable NetworkSnapshot latest;
    private final Button sample = new Button(Texts.get("overview.sample"), click -> loadSample());

    public OverviewView(
            BankService bank, ImportService imports, NetworkService network, Traffic traffic) {
        super(Texts.get("nav.overview"));
        this.bank = bank;
        this.imports = imports;
        this.network = network;
        this.traffic = traffic;
        Div tiles = new Div(health, accounts, transactions, rate, latency);
        tiles.addClassName("tiles");
        Panel speed = new Panel(Texts.get("overview.throughput"), lengths, curve);
        speed.setLead(Texts.get("overview.throughput.lead"));
        lengths.setItems(Curve.Length.values());
        lengths.setItemLabelGenerator(Curve::words);
        lengths.setAriaLabel(Texts.get("overview.length"));
        lengths.setValue(Curve.Length.SHORT);
        lengths.addValueChangeListener(change -> {
            if (latest != null) {
                show(latest);
            }
        });
        Div halves = new Div(speed, events);
        halves.addClassName("halves");
        emptyState();
        add(tiles, empty, halves);
        Live.follow(this, network, this::show);
    }

    private void emptyState() {
        sample.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        Button file =
                new Button(
                        Texts.get("overview.import"),
                        click -> UI.getCurrent().navigate(ImportView.class));
        Button create = new Button(Texts.get("accounts.create"), click -> create());
        Div choices = new Div(sample, file, create);
        choices.addClassName("actions");
        Paragraph lead = new Paragraph(Texts.get("overview.empty.lead"));
        lead.addClassName("soft");
        empty.addClassNames("card", "empty");
        empty.add(new H2(Texts.get("overview.empty")), lead);
        if (SignedIn.has(Role.TELLER)) {
            empty.add(choices);
        }
        empty.setVisible(false);
    }

    private void show(NetworkSnapshot snapshot) {
        Soundness soundness = Soundness.of(snapshot);
        health.show(soundness.title(), soundness.rest());
        events.show(snapshot.events());
        latest = snapshot;
        long nowMs = System.currentTimeMillis();
        showTotals(traffic.totals(nowMs));
        showNow(nowMs);
        showCurve(snapshot, nowMs);
    }

    private void showTotals(Traffic.Totals totals) {
        if (totals.areKnown()) {
            accounts.show(Formats.number(totals.accounts()), "");
            transactions.show(
                    Formats.number(totals.posted()),
                    Texts.get("overview.rejected", Formats.number(totals.rejected())));
            empty.setVisible(totals.accounts() == 0);
        } else if (totals.accounts() > 0) {
            accounts.show("–", Texts.get("overview.lastknown", Formats.number(totals.accounts())));
            transactions.show(
                    "–", Texts.get("overview.lastknown", Formats.number(totals.posted())));
        } else {
            accounts.show("–", Texts.get("overview.unknown"));
            transactions.show("–", Texts.get("overview.unknown"));
        }
    }

    private void showNow(long nowMs) {
        TrafficPoint now = traffic.now(nowMs);
        Traffic.Totals totals = traffic.totals(nowMs);
        String known = Texts.get("overview.known", totals.known(), totals.shards());
        rate.show(
                now == null ? "–" : Formats.number(now.writes()),
                now == null ? known : Texts.get("overview.rate.rest"));
        long answered = 0;
        long waitedUs = 0;
        long slowestUs = 0;
        for (TrafficPoint each : traffic.newest(LATENCY_S, 1, nowMs)) {
            answered += each.answered();
            waitedUs += each.waitedUs();
            slowestUs = Math.max(slowestUs, each.slowestUs());
        }
        boolean any = now != null && answered > 0;
        latency.show(
                any ? Formats.milliseconds(waitedUs / answered) : "–",
                any
                        ? Texts.get("overview.latency.rest", Formats.milliseconds(slowestUs))
                        : now == null ? known : Texts.get("overview.latency.none"));
    }

    private void showCurve(NetworkSnapshot snapshot, long nowMs) {
        Curve.Length length = lengths.getValue();
        List<TrafficPoint> points = traffic.newest(length.lengthS, length.widthS, nowMs);
        curve.show(Curve.of(points, length, snapshot.orders()), Curve.rows(points, length));
    }

    private void create() {
        new OpenAccountDialog(bank, network.snapshot(SignedIn.caller()).currency(), () -> {})
                .open();
    }

    private void loadSample() {
        sample.setEnabled(false);
        sample.setText(Texts.get("overview.sample.loading"));
        Caller caller = SignedIn.caller();
        Live.work(
                UI.getCurrent(),
                () -> {
                    load(caller, "accounts.csv");
                    return load(caller, "transactions.csv");
                },
                job -> {
                    sample.setEnabled(true);
                    sample.setText(Texts.get("overview.sample"));
                    Notices.done(
                            Texts.get(
                                    "overview.sample.done",
                                    Formats.number(job.progress().created())));
                },
                problem -> {
                    sample.setEnabled(true);
                    sample.setText(Texts.get("overview.sample"));
                    Notices.problem(problem);
                });
    }

    /** Waits for each import: accounts must exist before their transactions. */
    private ImportJob load(Caller caller, String name) throws IOException, InterruptedException {
        ImportJob job;
        try (InputStream in = OverviewView.class.getResourceAsStream("/sample/" + name)) {
            if (in == null) {
                throw ServiceProblem.of(
                        ProblemCode.NOT_FOUND, "this build has no sample data: " + name);
            }
            ImportRequest request =
                    new ImportRequest(name, "", null, true, false, false, null, false, false);
            job = imports.create(caller, request, in, null).job();
        }
        long endMs = System.currentTimeMillis() + SAMPLE_TIMEOUT_MS;
        while (!job.state().isEnd()) {
            if (System.currentTimeMillis() > endMs) {
                throw ServiceProblem.of(
                        ProblemCode.OUTCOME_UNKNOWN, "the import of " + name + " takes long");
            }
            Thread.sleep(200);
            job = imports.job(caller, job.id());
        }
        if (job.state() != ImportJob.State.DONE) {
            String why = job.progress().message();
            throw ServiceProblem.of(
                    ProblemCode.NODE_STATE, why == null ? name + " was not imported" : why);
        }
        return job;
    }
}
