package org.davebank.console.imports;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.progressbar.ProgressBar;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.router.RouteParameters;
import com.vaadin.flow.router.RouterLink;
import com.vaadin.flow.server.streams.DownloadHandler;
import com.vaadin.flow.server.streams.DownloadResponse;
import jakarta.annotation.security.PermitAll;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.davebank.api.ProblemCode;
import org.davebank.base.ImportReject;
import org.davebank.console.Facts;
import org.davebank.console.Formats;
import org.davebank.console.Live;
import org.davebank.console.Notices;
import org.davebank.console.Panel;
import org.davebank.console.SignedIn;
import org.davebank.console.Table;
import org.davebank.console.Texts;
import org.davebank.console.View;
import org.davebank.directory.job.ImportJob;
import org.davebank.service.Caller;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.imports.ImportService;
import org.davebank.service.network.NetworkService;
import org.jspecify.annotations.Nullable;

/** One import job, whichever node runs it. */
@Route("import/:" + ImportJobView.JOB)
@PermitAll
public class ImportJobView extends View implements BeforeEnterObserver {

    private static final long serialVersionUID = 1L;

    public static final String JOB = "job";

    private final ImportService imports;
    private final Caller caller = SignedIn.caller();
    private final String currency;
    private final Span state = new Span();
    private final ProgressBar bar = new ProgressBar();
    private final Paragraph share = new Paragraph();
    private final Facts facts = new Facts();
    private final Div notes = new Div();
    private final Button cancel = new Button(Texts.get("imports.cancel"), click -> cancel());
    private final Button resume = new Button("", click -> resume());
    private final Anchor rejects = new Anchor();
    private final Table rejected =
            new Table(
                    Texts.get("imports.rejected.first"),
                    List.of(
                            Texts.get("imports.line"),
                            Texts.get("imports.field"),
                            Texts.get("imports.why"),
                            Texts.get("imports.row")));
    private final Panel panel = new Panel("");
    private String id = "";
    private String resumeKey = "";
    private boolean asking;
    private @Nullable ImportJob shown;

    public ImportJobView(ImportService imports, NetworkService network) {
        super(Texts.get("nav.import"));
        this.imports = imports;
        this.currency = network.snapshot(caller).currency();
        RouterLink all = new RouterLink(Texts.get("imports.all"), ImportView.class);
        addActions(all, cancel, resume);
        cancel.addClassName("danger");
        cancel.setVisible(false);
        resume.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        resume.setVisible(false);
        bar.getElement().setAttribute("aria-label", Texts.get("imports.progress"));
        share.addClassName("soft");
        state.getElement().setAttribute("role", "status");
        rejects.setText(Texts.get("imports.rejects"));
        rejects.setHref(
                DownloadHandler.fromInputStream(event ->
                        new DownloadResponse(
                                rejectsFile(), "rejects-" + id + ".csv", "text/csv", -1)));
        rejects.getElement().setAttribute("download", true);
        rejects.setVisible(false);
        rejected.setVisible(false);
        panel.add(state, bar, share, facts, notes, rejected, rejects);
        add(panel);
        Live.follow(this, network, snapshot -> ask());
    }

    private InputStream rejectsFile() {
        try {
            return imports.rejects(caller, id);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        id = event.getRouteParameters().get(JOB).orElse("");
        shown = null;
        resumeKey = UUID.randomUUID().toString();
        resume.setEnabled(true);
        rejected.setVisible(false);
        try {
            show(imports.job(caller, id));
        } catch (ServiceProblem e) {
            missing(e);
        }
    }

    private void ask() {
        ImportJob known = shown;
        if (asking || (known != null && known.state().isEnd())) {
            return;
        }
        asking = true;
        Live.work(
                UI.getCurrent(),
                () -> imports.job(caller, id),
                job -> {
                    asking = false;
                    show(job);
                },
                problem -> {
                    asking = false;
                    missing(problem);
                });
    }

    /** A newly started node may not know of the job yet. */
    private void missing(ServiceProblem problem) {
        if (shown == null) {
            panel.setTitleText(Texts.get("imports.job"));
            notes.removeAll();
            notes.add(
                    Notices.note(
                            "warn",
                            "?",
                            problem.code() == ProblemCode.IMPORT_NOT_FOUND
                                    ? Texts.get("imports.notfound", id)
                                    : Notices.sentence(problem)));
        }
    }

    static Span stateChip(ImportJob.State state) {
        Span chip = new Span();
        chip.addClassName("chip");
        dress(chip, state);
        return chip;
    }

    private static void dress(Span chip, ImportJob.State state) {
        String tone =
                switch (state) {
                    case DONE -> "ok";
                    case FAILED -> "bad";
                    case CANCELLED -> "off";
                    case WAITING, RUNNING -> "warn";
                };
        String sign =
                switch (state) {
                    case DONE -> "✓ ";
                    case FAILED -> "✕ ";
                    case CANCELLED -> "■ ";
                    case WAITING -> "… ";
                    case RUNNING -> "▶ ";
                };
        String text = sign + Texts.get("job." + state);
        if (!text.equals(chip.getText())) {
            chip.setText(text);
            chip.setClassName("chip " + tone);
        }
    }

    private void show(ImportJob job) {
        if (job.equals(shown)) {
            return;
        }
        boolean first = shown == null;
        shown = job;
        if (first) {
            notes.removeAll();
            panel.setTitleText(Texts.get("imports.job"));
            setHeading(job.fileName().isBlank() ? job.id() : job.fileName());
        }
        dress(state, job.state());
        boolean ended = job.state().isEnd();
        double part =
                job.fileBytes() == 0
                        ? 0
                        : Math.min(1, (double) job.progress().bytesRead() / job.fileBytes());
        double value = job.state() == ImportJob.State.DONE ? 1 : part;
        bar.setValue(value);
        share.setText(
                Texts.get(
                        "imports.share", Math.round(value * 100), Formats.bytes(job.fileBytes())));
        facts.set("imports.rows", Formats.number(job.progress().rows()));
        facts.set("imports.created", Formats.number(job.progress().created()));
        facts.set("imports.duplicate", Formats.number(job.progress().duplicate()));
        facts.set("imports.rejected", Formats.number(job.progress().rejected()));
        facts.set("imports.accounts", Formats.number(job.progress().accountsCreated()));
        facts.set("imports.net", sums(job));
        facts.set("imports.mismatches", Formats.number(job.progress().balanceMismatches()));
        facts.set("imports.statements", Formats.number(job.progress().statementMismatches()));
        facts.set("imports.mode", Texts.get(job.history() ? "mapping.history" : "mapping.live"));
        facts.set("imports.by", job.by());
        facts.set("imports.time", Formats.instant(job.createdAtMs()));
        cancel.setVisible(!ended && SignedIn.has(Role.TELLER));
        rejects.setVisible(ended && job.progress().rejected() > 0);
        resume.setVisible(ended && canResume(job) && SignedIn.has(Role.TELLER));
        if (ended) {
            end(job);
            if (rejects.isVisible()) {
                askRejected();
            }
        } else {
            waiting(job.progress().message());
        }
    }

    /** One line per currency. */
    private String sums(ImportJob job) {
        List<ImportJob.Sum> sums = job.progress().sums();
        return sums.isEmpty()
                ? Formats.money(0, currency)
                : sums.stream()
                        .map(sum -> Formats.money(sum.minor(), sum.currency()))
                        .collect(Collectors.joining("\n"));
    }

    private void waiting(@Nullable String why) {
        notes.removeAll();
        if (why != null) {
            notes.add(Notices.note("warn", "…", why));
        }
    }

    private void end(ImportJob job) {
        notes.removeAll();
        String message = job.progress().message();
        switch (job.state()) {
            case DONE -> {
                if (job.progress().statementMismatches() > 0 && message != null) {
                    notes.add(Notices.note("bad", "✕", Notices.sentence(message)));
                }
                notes.add(
                        Notices.note(
                                job.progress().rejected() > 0 ? "warn" : "ok",
                                "✓",
                                Texts.get(
                                        job.dryRun() ? "imports.dried" : "imports.done",
                                        Formats.number(job.progress().created()),
                                        Formats.number(job.progress().duplicate()),
                                        Formats.number(job.progress().rejected()))));
            }
            case FAILED ->
                    notes.add(
                            Notices.note(
                                    "bad",
                                    "✕",
                                    message == null
                                            ? Texts.get("imports.failed")
                                            : Notices.sentence(message)));
            default -> notes.add(Notices.note("plain", "■", Texts.get("imports.cancelled")));
        }
        for (ImportJob.Warning warning : job.progress().warnings()) {
            String line = Formats.number(warning.line());
            notes.add(
                    Notices.note(
                            warning.code().equals("statement_differs") ? "bad" : "warn",
                            "?",
                            Texts.get(
                                    "imports.warning",
                                    line,
                                    warning.account(),
                                    warning.message())));
        }
    }

    /** Whether it was a dry run, or a job that failed or was cancelled. */
    private boolean canResume(ImportJob job) {
        resume.setText(Texts.get(job.dryRun() ? "imports.now" : "imports.resume"));
        if (job.progress().isAllRejected()) {
            return false; // The same file would fail in the same way.
        }
        return job.dryRun() || job.state() != ImportJob.State.DONE;
    }

    private void resume() {
        resume.setEnabled(false);
        String key = resumeKey;
        Live.work(
                UI.getCurrent(),
                () -> imports.resume(caller, id, key).job(),
                job ->
                        UI.getCurrent()
                                .navigate(
                                        ImportJobView.class,
                                        new RouteParameters(ImportJobView.JOB, job.id())),
                problem -> {
                    resume.setEnabled(true);
                    Notices.problem(problem);
                });
    }

    private void askRejected() {
        Live.work(
                UI.getCurrent(),
                () -> imports.firstRejects(caller, id),
                this::showRejected,
                problem -> notes.add(Notices.note("warn", "?", Notices.sentence(problem))));
    }

    private void showRejected(List<ImportReject> rows) {
        rejected.body().removeAll();
        for (ImportReject row : rows) {
            rejected.addRow(List.of(row.line(), row.field(), row.message(), row.originalRow()));
        }
        rejected.setVisible(!rows.isEmpty());
    }

    private void cancel() {
        cancel.setEnabled(false);
        Live.work(
                UI.getCurrent(),
                () -> imports.cancel(caller, id),
                job -> {
                    cancel.setEnabled(true);
                    show(job);
                },
                problem -> {
                    cancel.setEnabled(true);
                    Notices.problem(problem);
                });
    }
}
