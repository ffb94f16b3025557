package org.davebank.ledger;

import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;

/** Encodes attachments in answers and records. */
public final class AttachmentCodec {

    private AttachmentCodec() {}

    public static void write(WireWriter out, Attachment attachment) {
        out.varint(attachment.order()).text(attachment.sha256()).varint(attachment.bytes());
        out.text(attachment.mediaType()).text(attachment.name());
        out.zigzag(attachment.attachedAtMs()).text(attachment.by()).varint(attachment.index());
    }

    public static Attachment read(WireReader in) throws WireException {
        return new Attachment(
                in.count(LedgerLimits.ATTACHMENTS_PER_TRANSACTION_MAX),
                LedgerCodec.text(in, 64),
                in.varint(),
                LedgerCodec.text(in, LedgerLimits.MEDIA_TYPE_CHARS_MAX),
                LedgerCodec.text(in, LedgerLimits.ATTACHMENT_NAME_CHARS_MAX),
                in.zigzag(),
                LedgerCodec.text(in, LedgerLimits.BY_CHARS_MAX),
                in.varint());
    }
}
