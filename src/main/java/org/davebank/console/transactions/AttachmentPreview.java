package org.davebank.console.transactions;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.IFrame;
import com.vaadin.flow.component.html.Image;
import com.vaadin.flow.component.html.Pre;
import com.vaadin.flow.server.streams.DownloadHandler;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.davebank.console.Live;
import org.davebank.console.Notices;
import org.davebank.console.Texts;
import org.davebank.ledger.Attachment;
import org.davebank.service.files.AttachmentService;

/**
 * A safe preview of an untrusted file: an image as an image, a text as text, a PDF in a sandboxed
 * frame. Everything else can only be downloaded.
 */
final class AttachmentPreview extends Dialog {

    private static final long serialVersionUID = 1L;

    private static final int TEXT_BYTES_MAX = 64 * 1024;
    private static final String PDF = "application/pdf";

    /** Bitmaps only: an SVG can contain scripts. */
    private static final Set<String> IMAGES =
            Set.of("image/png", "image/jpeg", "image/gif", "image/webp");

    private static final Set<String> TEXTS =
            Set.of("text/plain", "text/csv", "application/json", "application/xml", "text/xml");

    AttachmentPreview(AttachmentService attachments, Attachment file, DownloadHandler bytes) {
        setHeaderTitle(file.name());
        setWidth("min(900px, 94vw)");
        setMaxHeight("90vh");
        Button close = new Button(Texts.get("dialog.close"), click -> close());
        getFooter().add(close);
        if (IMAGES.contains(file.mediaType())) {
            Image image = new Image(bytes, Texts.get("attachment.image", file.name()));
            image.getStyle().set("max-width", "100%");
            add(image);
        } else if (file.mediaType().equals(PDF)) {
            IFrame frame = new IFrame();
            frame.getElement().setAttribute("src", bytes);
            frame.setSandbox(IFrame.SandboxType.RESTRICT_ALL);
            frame.setTitle(file.name());
            frame.setWidthFull();
            frame.setHeight("70vh");
            add(frame);
        } else {
            Pre text = new Pre();
            text.getStyle().set("white-space", "pre-wrap");
            text.getElement().setAttribute("tabindex", "0");
            add(text);
            Live.work(
                    UI.getCurrent(),
                    () -> head(attachments, file),
                    text::setText,
                    problem -> text.setText(Notices.sentence(problem)));
        }
    }

    static boolean isPossible(Attachment file) {
        String type = file.mediaType();
        return IMAGES.contains(type) || TEXTS.contains(type) || type.equals(PDF);
    }

    /** The content type for the browser: the real type only where it is harmless. */
    static String safeType(Attachment file) {
        String type = file.mediaType();
        return IMAGES.contains(type) || type.equals(PDF) ? type : AttachmentService.UNKNOWN_TYPE;
    }

    private static String head(AttachmentService attachments, Attachment file) throws Exception {
        long to = Math.min(file.bytes(), TEXT_BYTES_MAX);
        try (InputStream in = attachments.open(file, 0, to)) {
            String text = new String(in.readNBytes((int) to), StandardCharsets.UTF_8);
            return to < file.bytes() ? text + "\n…" : text;
        }
    }
}
