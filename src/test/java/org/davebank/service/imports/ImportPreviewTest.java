package org.davebank.service.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.davebank.directory.job.ImportJob;
import org.junit.jupiter.api.Test;

/** Which account the wizard proposes for a file that names none. */
class ImportPreviewTest {

    private static final String MONDAY =
            """
            Date,Description,Amount
            2026-11-02,Tram,-1.49
            2026-11-01,Wages,100.00
            """;

    private static ImportPreview preview(String name, String file) throws IOException {
        byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
        return ImportPreview.of(new ByteArrayInputStream(bytes), name);
    }

    private static List<ImportJob> importedInto(String account) {
        String mapping =
                """
                {"account_num": {"constant": "%s"}, "transaction_type": {"by_sign": true},
                 "amount": "Amount", "timestamp": "Date", "description": "Description"}
                """
                        .formatted(account);
        return List.of(ImportPasses.job("before", mapping, true, false, false));
    }

    @Test
    void aFileThatIsTheFirstOfItsKindGoesIntoAnAccountOfItsName() throws IOException {
        assertThat(preview("monday.csv", MONDAY).account()).isEqualTo("monday");
    }

    @Test
    void theNextDownloadGoesWhereTheLastOneWent() throws IOException {
        ImportPreview tuesday = preview("tuesday.csv", MONDAY + "2026-11-03,Coffee,-3.20\n");
        assertThat(tuesday.forAccountOf(importedInto("GB-09")).account()).isEqualTo("GB-09");
    }

    @Test
    void aFileWithFurtherColumnsIsAnotherKindOfFile() throws IOException {
        ImportPreview other =
                preview(
                        "other.csv",
                        """
                        Date,Description,Amount,Balance
                        2026-11-01,Wages,100.00,100.00
                        2026-11-02,Tram,-1.49,98.51
                        """);
        assertThat(other.forAccountOf(importedInto("GB-09")).account()).isEqualTo("other");
    }
}
