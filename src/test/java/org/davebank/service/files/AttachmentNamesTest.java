package org.davebank.service.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.davebank.ledger.LedgerLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttachmentNamesTest {

    @ParameterizedTest
    @CsvSource({
        "receipt.pdf, receipt.pdf",
        "../../etc/passwd, passwd",
        "C:\\Users\\me\\bill.png, bill.png",
        "..., attachment",
        "/, attachment",
        ".hidden, hidden",
        "a:b*c?.txt, abc.txt",
        "réçu 語.png, réçu 語.png",
    })
    void aNameIsNeverAPath(String told, String kept) {
        assertThat(AttachmentService.safeName(told)).isEqualTo(kept);
    }

    @Test
    void whatCannotBeSeenAndWhatIsTooLongIsCut() {
        assertThat(AttachmentService.safeName("a\0b\n\u202egnp.exe")).isEqualTo("abgnp.exe");
        assertThat(AttachmentService.safeName("x".repeat(5_000)))
                .hasSizeLessThanOrEqualTo(LedgerLimits.ATTACHMENT_NAME_CHARS_MAX);
        assertThat(AttachmentService.safeName("😀".repeat(5_000)))
                .hasSizeLessThanOrEqualTo(LedgerLimits.ATTACHMENT_NAME_CHARS_MAX);
        assertThat(AttachmentService.safeName(null)).isEqualTo("attachment");
    }

    @ParameterizedTest
    @CsvSource({
        "image/png, image/png",
        "Text/HTML; charset=utf-8, text/html",
        "application/x-www-form-urlencoded, application/octet-stream",
        "nonsense, application/octet-stream",
        "'a/b\r\nX-Evil: 1', application/octet-stream",
    })
    void aMediaTypeIsPlainOrThatOfAnyBytes(String told, String kept) {
        assertThat(AttachmentService.safeType(told)).isEqualTo(kept);
    }
}
