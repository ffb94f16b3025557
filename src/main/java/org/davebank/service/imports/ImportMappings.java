package org.davebank.service.imports;

import java.io.IOException;
import java.io.InputStream;
import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.ImportField;
import org.davebank.exchange.mapping.FieldRule;
import org.davebank.exchange.mapping.ImportMapping;
import org.davebank.exchange.suggest.MappingSuggestion;
import org.davebank.service.ServiceProblem;

/** Builds a job's mapping: all settings about the file's content become part of it. */
final class ImportMappings {

    /** Opens the file from its start. */
    interface File {
        InputStream open() throws IOException;
    }

    private ImportMappings() {}

    /** Throws malformed_request when the settings make no valid mapping, whatever the file. */
    static void check(ImportRequest request) {
        if (!request.mapping().equals(ImportRequest.AUTO)) {
            with(request, given(request));
        }
    }

    /** The mapping's JSON; empty for the bank's own columns without further settings. */
    static String of(ImportRequest request, File file) throws IOException {
        boolean auto = request.mapping().equals(ImportRequest.AUTO);
        ImportMapping base = auto ? proposed(request, file) : given(request);
        ImportMapping whole = with(request, base);
        if (whole.equals(base) && !auto) {
            return request.mapping();
        }
        return whole.equals(ImportMapping.own()) ? "" : whole.toJson();
    }

    static ImportMapping parse(String mapping) {
        return mapping.isBlank() ? ImportMapping.own() : ImportMapping.parse(mapping);
    }

    private static ImportMapping given(ImportRequest request) {
        try {
            return parse(request.mapping());
        } catch (ImportException e) {
            throw ServiceProblem.of(ProblemCode.MALFORMED_REQUEST, "mapping: " + e.getMessage());
        }
    }

    private static ImportMapping proposed(ImportRequest request, File file) throws IOException {
        try (InputStream in = file.open()) {
            MappingSuggestion seen = MappingSuggestion.of(in, request.fileName());
            return seen.mapping();
        } catch (ImportException e) {
            // Such a file fails as a whole, and the job says why.
            return ImportMapping.own();
        }
    }

    private static ImportMapping with(ImportRequest request, ImportMapping base) {
        ImportMapping mapping = base;
        try {
            String format = request.format();
            mapping = format == null ? mapping : mapping.withFormat(format);
        } catch (ImportException e) {
            throw ServiceProblem.of(ProblemCode.MALFORMED_REQUEST, String.valueOf(e.getMessage()));
        }
        String account = request.account() == null ? "" : request.account().strip();
        if (!account.isEmpty()) {
            if (mapping.isOwn()) {
                throw ServiceProblem.of(
                        ProblemCode.MALFORMED_REQUEST,
                        "account goes with a mapping: the bank's own files name their accounts");
            }
            mapping =
                    mapping.with(ImportField.ACCOUNT_NUM, FieldRule.constant(account))
                            .withCreateAccounts(
                                    mapping.createAccounts() || !AccountNumber.isValid(account));
        }
        mapping = request.createAccounts() ? mapping.withCreateAccounts(true) : mapping;
        return request.openingBalances() ? mapping.withOpeningBalances(true) : mapping;
    }
}
