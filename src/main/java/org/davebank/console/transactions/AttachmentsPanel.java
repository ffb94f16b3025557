package org.davebank.console.transactions;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.upload.Upload;
import com.vaadin.flow.server.streams.DownloadHandler;
import com.vaadin.flow.server.streams.DownloadResponse;
import com.vaadin.flow.server.streams.UploadHandler;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.davebank.base.TransactionId;
import org.davebank.console.Awaited;
import org.davebank.console.Formats;
import org.davebank.console.Live;
import org.davebank.console.NoteLine;
import org.davebank.console.Notices;
import org.davebank.console.Panel;
import org.davebank.console.SignedIn;
import org.davebank.console.Table;
import org.davebank.console.Texts;
import org.davebank.console.orders.OrderSlip;
import org.davebank.ledger.Attachment;
import org.davebank.ledger.LedgerLimits;
import org.davebank.service.Caller;
import org.davebank.service.ReadOptions;
import org.davebank.service.Role;
import org.davebank.service.files.AttachmentService;
import org.davebank.service.network.NetworkSnapshot;
import org.jspecify.annotations.Nullable;

/** The files of a transaction: upload, list with holders, preview, download. */
final class AttachmentsPanel extends Panel {

    private static final long serialVersionUID = 1L;

    private static final List<String> COLUMNS =
            List.of("name", "size", "type", "holders", "hash", "preview");

    private final AttachmentService attachments;
    private final Caller caller = SignedIn.caller();
    private final Paragraph none = new Paragraph(Texts.get("attachments.none"));
    private final Div notes = new Div();
    private final NoteLine waits = new NoteLine();
    private final Awaited<List<AttachmentService.Stored>> newest =
            new Awaited<>(
                    this::read,
                    stored -> 0,
                    waits,
                    this::show,
                    problem -> note("warn", "!", Notices.sentence(problem)));
    private final Table table =
            new Table(
                    Texts.get("attachments.title"),
                    COLUMNS.stream().map(column -> Texts.get("attachment." + column)).toList());
    private final Upload upload;
    private volatile @Nullable TransactionId owner;

    AttachmentsPanel(AttachmentService attachments) {
        super(Texts.get("attachments.title"));
        this.attachments = attachments;
        upload =
                new Upload(
                        UploadHandler.toTempFile((metadata, taken) ->
                                attach(metadata.fileName(), metadata.contentType(), taken)));
        upload.addClassName("drop");
        upload.setMaxFileSize((int) LedgerLimits.ATTACHMENT_BYTES_MAX);
        upload.setDropLabel(new Span(Texts.get("attachments.drop")));
        Button choose = new Button(Texts.get("attachments.choose"));
        upload.setUploadButton(choose);
        upload.addFileRejectedListener(rejected -> note("bad", "✕", rejected.getErrorMessage()));
        upload.setVisible(SignedIn.has(Role.TELLER));
        notes.getElement().setAttribute("aria-live", "polite");
        none.addClassName("soft");
        none.setVisible(false);
        table.setVisible(false);
        add(none, table, waits, notes, upload);
    }

    void show(TransactionId of) {
        if (!of.equals(owner)) {
            OrderSlip.watch(upload, of);
        }
        owner = of;
        load();
    }

    private void note(String tone, String sign, String text) {
        notes.removeAll();
        notes.add(Notices.note(tone, sign, text));
    }

    private void load() {
        newest.ask();
    }

    /** Call with every snapshot of the network. */
    void tick(NetworkSnapshot snapshot) {
        newest.tick(snapshot);
    }

    private List<AttachmentService.Stored> read(ReadOptions options) {
        TransactionId of = owner;
        return of == null ? List.of() : attachments.list(caller, of, options);
    }

    private void show(List<AttachmentService.Stored> stored) {
        none.setVisible(stored.isEmpty());
        table.setVisible(!stored.isEmpty());
        table.body().removeAll();
        for (AttachmentService.Stored each : stored) {
            table.body().add(row(each));
        }
    }

    private NativeTableRow row(AttachmentService.Stored stored) {
        Attachment file = stored.attachment();
        Span hash = new Span(file.sha256().substring(0, 12) + "…");
        hash.getElement().setAttribute("title", file.sha256());
        NativeTableRow row = new NativeTableRow();
        Stream.of(
                        new Anchor(download(file), file.name()),
                        new Span(Formats.bytes(file.bytes())),
                        new Span(file.mediaType()),
                        new Span(String.join(", ", stored.holders())),
                        hash,
                        preview(file))
                .map(cell -> new NativeTableCell((Component) cell))
                .forEach(row::add);
        return row;
    }

    private Component preview(Attachment file) {
        if (!AttachmentPreview.isPossible(file)) {
            return new Span("–");
        }
        Button show =
                new Button(
                        Texts.get("attachment.show"),
                        click -> new AttachmentPreview(attachments, file, download(file)).open());
        show.addThemeVariants(ButtonVariant.LUMO_SMALL);
        show.setAriaLabel(Texts.get("attachment.show.of", file.name()));
        return show;
    }

    /** Everyone who sees this page may download; the browser must save the file, not show it. */
    private DownloadHandler download(Attachment file) {
        return DownloadHandler.fromInputStream(event ->
                new DownloadResponse(
                        attachments.open(file, 0, file.bytes()),
                        file.name(),
                        AttachmentPreview.safeType(file),
                        file.bytes()));
    }

    private void attach(String name, String type, File taken) {
        TransactionId to = owner;
        if (to == null) {
            return;
        }
        UI ui = UI.getCurrent();
        Live.work(
                ui,
                () -> {
                    try (InputStream in = new FileInputStream(taken)) {
                        return attachments.attach(caller, to, name, type, null, in, null);
                    } finally {
                        delete(taken);
                    }
                },
                done -> {
                    OrderSlip.settled(ui, to, name);
                    note(
                            "ok",
                            "✓",
                            Texts.get("attachments.done", done.stored().attachment().name()));
                    upload.clearFileList();
                    load();
                },
                problem -> {
                    if (!problem.code().isOutcomeUnknown()) {
                        OrderSlip.settled(ui, to, name);
                    }
                    note("bad", "✕", Notices.sentence(problem));
                    upload.clearFileList();
                });
    }

    private static void delete(File taken) {
        try {
            Files.deleteIfExists(taken.toPath());
        } catch (IOException e) {
            // The operating system will clean up its temporary folder.
        }
    }
}
