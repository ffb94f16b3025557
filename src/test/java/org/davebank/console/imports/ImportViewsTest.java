package org.davebank.console.imports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.davebank.base.AccountNumber;
import org.davebank.console.ViewTest;
import org.davebank.directory.job.ImportJob;
import org.davebank.service.imports.ImportRequest;
import org.davebank.service.imports.ImportService;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class ImportViewsTest extends ViewTest {

    @Autowired private ImportService imports;

    private ImportJob importOf(String name, boolean dryRun, String... rows) throws IOException {
        String file = "account_num,transaction_type,amount\n" + String.join("\n", rows) + "\n";
        ImportRequest request =
                new ImportRequest(name, "", null, false, false, dryRun, null, false, false);
        return imports.create(ADMIN, request, new ByteArrayInputStream(file.getBytes(UTF_8)), null)
                .job();
    }

    @Test
    void aFinishedImportCountsItsRowsAndShowsTheRejected() throws IOException {
        AccountNumber ada = account("Ada Import");
        ImportJob job = importOf("two.csv", false, ada + ",deposit,1.50", "123,deposit,1.00");
        open("import/" + job.id());
        awaitText("two.csv", "done", "Done: 1 created, 0 duplicate, 1 rejected.", "£1.50");
        awaitText("is not an account number of 8 digits", "123,deposit,1.00");
        assertThat(buttons()).doesNotContain("Import it now", "Cancel import");
    }

    @Test
    void aDryRunCanBeImportedFromItsPage() throws IOException {
        AccountNumber ben = account("Ben Import");
        ImportJob job = importOf("tried.csv", true, ben + ",deposit,2.50");
        open("import/" + job.id());
        awaitText("Dry run: 1 would be created, 0 duplicate, 0 rejected.", "Import it now");
        click("Import it now");
        awaitText("Done: 1 created, 0 duplicate, 0 rejected.");
        assertThat(buttons()).doesNotContain("Import it now");
    }

    @Test
    void whereAllRowsAreRejectedNothingIsOfferedAgain() throws IOException {
        ImportJob job = importOf("none.csv", false, "12345678,deposit,\"1,50,0\"");
        open("import/" + job.id());
        awaitText("failed", "The only row was rejected: line 2, amount");
        assertThat(buttons()).doesNotContain("Import it now", "Import the rest");
    }

    @Test
    void importsAreListedWithALinkAndTheirCounts() throws IOException {
        AccountNumber carl = account("Carl Import");
        importOf("listed.csv", false, carl + ",deposit,1.00");
        open("import");
        awaitText("or drop a file here", "listed.csv", "done", ADMIN.name());
    }

    @Test
    void anImportThatNobodyHasIsNotFound() {
        open("import/none-of-this-name");
        awaitText("There is no import none-of-this-name, or this node does not know of it yet.");
    }
}
