package org.davebank.console.imports;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.upload.Upload;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.router.RouteParameters;
import com.vaadin.flow.router.RouterLink;
import com.vaadin.flow.server.streams.UploadHandler;
import jakarta.annotation.security.PermitAll;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
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
import org.davebank.service.ServiceProblem;
import org.davebank.service.imports.ImportPreview;
import org.davebank.service.imports.ImportRequest;
import org.davebank.service.imports.ImportService;
import org.davebank.service.network.NetworkService;
import org.jspecify.annotations.Nullable;

/** Receives a file, previews it, lets a person correct the mapping, and starts the job. */
@Route("import")
@PermitAll
@Menu(title = "nav.import", order = 22)
public class ImportView extends View {

    private static final long serialVersionUID = 1L;

    private static final List<String> COLUMNS =
            List.of("file", "state", "rows", "created", "duplicate", "rejected", "by", "time");
    private static final long JOBS_EVERY_MS = 1_000;

    private final ImportService imports;
    private final Upload upload;
    private final Div reading = new Div();
    private final Table jobs =
            new Table(
                    Texts.get("imports.jobs"),
                    COLUMNS.stream().map(column -> Texts.get("imports." + column)).toList());
    private final Paragraph noJobs = new Paragraph(Texts.get("imports.none"));
    private @Nullable MappingEditor editor;
    private @Nullable File file;
    private String fileName = "";
    private List<ImportJob> shown = List.of();
    private boolean asking;
    private long askedMs;

    public ImportView(ImportService imports, NetworkService network) {
        super(Texts.get("nav.import"));
        this.imports = imports;
        upload =
                new Upload(
                        UploadHandler.toTempFile(
                                (metadata, taken) -> uploaded(metadata.fileName(), taken)));
        upload.addClassName("drop");
        upload.setMaxFiles(1);
        upload.setDropLabel(new Span(Texts.get("imports.drop")));
        Button choose = new Button(Texts.get("imports.choose"));
        choose.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        upload.setUploadButton(choose);
        upload.addFileRejectedListener(rejected -> note("bad", "✕", rejected.getErrorMessage()));
        reading.getElement().setAttribute("aria-live", "polite");
        Paragraph lead = new Paragraph(Texts.get("imports.lead"));
        lead.addClassName("soft");
        add(
                new Panel(Texts.get("imports.new"), lead, upload, reading),
                new Panel(Texts.get("imports.jobs"), noJobs, jobs));
        noJobs.addClassName("soft");
        Live.follow(this, network, snapshot -> askJobs());
        addDetachListener(detach -> forget());
    }

    private void note(String tone, String sign, String text) {
        reading.removeAll();
        reading.add(Notices.note(tone, sign, text));
    }

    private void uploaded(String name, File taken) {
        forget();
        file = taken;
        fileName = name;
        Caller caller = SignedIn.caller();
        Live.work(
                UI.getCurrent(),
                () -> {
                    try (InputStream in = new FileInputStream(taken)) {
                        return imports.suggest(caller, in, name);
                    }
                },
                this::preview,
                problem -> {
                    note("bad", "✕", Notices.sentence(problem));
                    upload.clearFileList();
                });
    }

    private void preview(ImportPreview preview) {
        reading.removeAll();
        MappingEditor shownEditor = new MappingEditor(preview, fileName, this::start);
        editor = shownEditor;
        reading.add(shownEditor);
    }

    private void start(ImportRequest request) {
        File taken = file;
        if (taken == null) {
            return;
        }
        Caller caller = SignedIn.caller();
        Live.work(
                UI.getCurrent(),
                () -> {
                    try (InputStream in = new FileInputStream(taken)) {
                        return imports.create(caller, request, in, null).job();
                    }
                },
                job -> {
                    forget();
                    UI.getCurrent()
                            .navigate(
                                    ImportJobView.class,
                                    new RouteParameters(ImportJobView.JOB, job.id()));
                },
                this::startFailed);
    }

    private void startFailed(ServiceProblem problem) {
        if (editor != null) {
            editor.failed(Notices.sentence(problem));
        }
    }

    private void forget() {
        File old = file;
        file = null;
        if (old != null) {
            try {
                Files.deleteIfExists(old.toPath());
            } catch (IOException e) {
                // The operating system will clean up its temporary folder.
            }
        }
    }

    private void askJobs() {
        long nowMs = System.currentTimeMillis();
        if (asking || nowMs - askedMs < JOBS_EVERY_MS) {
            return;
        }
        asking = true;
        askedMs = nowMs;
        Caller caller = SignedIn.caller();
        Live.work(
                UI.getCurrent(),
                () -> imports.jobs(caller),
                list -> {
                    asking = false;
                    showJobs(list);
                },
                problem -> asking = false);
    }

    private void showJobs(List<ImportJob> list) {
        if (list.equals(shown)) {
            return;
        }
        shown = list;
        noJobs.setVisible(list.isEmpty());
        jobs.body().removeAll();
        for (ImportJob job : list) {
            RouterLink link =
                    new RouterLink(
                            job.fileName().isBlank() ? job.id() : job.fileName(),
                            ImportJobView.class,
                            new RouteParameters(ImportJobView.JOB, job.id()));
            NativeTableRow row = new NativeTableRow();
            row.add(new NativeTableCell(link));
            row.add(new NativeTableCell(ImportJobView.stateChip(job.state())));
            for (long count :
                    List.of(
                            job.progress().rows(),
                            job.progress().created(),
                            job.progress().duplicate(),
                            job.progress().rejected())) {
                row.add(new NativeTableCell(Formats.number(count)));
            }
            row.add(new NativeTableCell(job.by()));
            row.add(new NativeTableCell(Formats.instant(job.createdAtMs())));
            jobs.body().add(row);
        }
    }
}
