package org.davebank.console.imports;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.davebank.console.Notices;
import org.davebank.console.Table;
import org.davebank.console.Texts;
import org.davebank.service.ServiceProblem;
import org.davebank.service.imports.ImportPreview;
import org.davebank.service.imports.ImportRequest;

/** What was detected in a file, with controls for everything a person can decide. */
class MappingEditor extends Div {

    private static final long serialVersionUID = 1L;

    private static final int ROWS_SHOWN = 6;
    private static final List<String> TYPES = List.of("deposit", "withdrawal", "transfer");
    private static final String ACCOUNT = "account_num";
    private static final String TYPE = "transaction_type";

    private final ImportPreview preview;
    private final String fileName;
    private final Consumer<ImportRequest> start;
    private final Map<String, Select<String>> columns = new LinkedHashMap<>();
    private final Map<String, Select<String>> words = new LinkedHashMap<>();
    private final Div wordArea = new Div();
    private final TextField account = new TextField(Texts.get("mapping.account"));
    private final Select<String> decimal = new Select<>();
    private final TextField pattern = new TextField(Texts.get("mapping.pattern"));
    private final Checkbox create = new Checkbox(Texts.get("mapping.create"));
    private final Checkbox abort = new Checkbox(Texts.get("mapping.abort"));
    private final Checkbox dryRun = new Checkbox(Texts.get("mapping.dryrun"));
    private final Checkbox openings = new Checkbox(Texts.get("mapping.openings"));
    private final RadioButtonGroup<Boolean> mode = new RadioButtonGroup<>();
    private final Button send = new Button(Texts.get("mapping.start"));
    private final Div answer = new Div();

    MappingEditor(ImportPreview preview, String fileName, Consumer<ImportRequest> start) {
        this.preview = preview;
        this.fileName = fileName;
        this.start = start;
        add(new H3(Texts.get("mapping.title", fileName)));
        add(
                Notices.note(
                        "plain",
                        "i",
                        preview.own()
                                ? Texts.get(statements() ? "mapping.statement" : "mapping.own")
                                : Texts.get(
                                        "mapping.detected",
                                        preview.delimiter(),
                                        preview.encoding(),
                                        preview.columns().size())));
        showNotes();
        if (!preview.columns().isEmpty()) {
            add(sample());
        }
        if (!preview.own()) {
            addMapping();
        } else if (statements()) {
            create.setValue(true);
            add(create);
        }
        if (preview.own() && !preview.decimal().isEmpty()) {
            add(decimal());
        }
        openings.setValue(preview.openingBalances());
        mode.setLabel(Texts.get("mapping.mode"));
        mode.setItems(true, false);
        mode.setItemLabelGenerator(
                history -> Texts.get(history ? "mapping.history" : "mapping.live"));
        mode.setValue(!preview.own() || statements());
        send.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        send.addClickListener(click -> send());
        answer.getElement().setAttribute("aria-live", "assertive");
        Div options = new Div(mode, abort, dryRun, openings);
        options.addClassName("options");
        add(options, answer, send);
    }

    /** Shows what was noticed about the file as a whole. */
    private void showNotes() {
        if (preview.skipLines() > 0) {
            add(Notices.note("plain", "i", Texts.count("mapping.skipped", preview.skipLines())));
        }
        if (!preview.header()) {
            add(Notices.note("plain", "i", Texts.get("mapping.noheader")));
        }
        if (preview.newestFirst()) {
            add(Notices.note("plain", "i", Texts.get("mapping.newest")));
        }
        if (preview.openingBalances()) {
            add(Notices.note("plain", "i", Texts.get("mapping.opens")));
        }
    }

    private Select<String> decimal() {
        decimal.setLabel(Texts.get("mapping.decimal"));
        decimal.setItems("", ".", ",");
        decimal.setItemLabelGenerator(sign ->
                switch (sign) {
                    case "," -> Texts.get("mapping.decimal.comma");
                    case "." -> Texts.get("mapping.decimal.point");
                    default -> Texts.get("mapping.decimal.plain");
                });
        decimal.setValue(preview.decimal());
        return decimal;
    }

    /** Statements of accounts with foreign ids: no columns to map, but accounts to open. */
    private boolean statements() {
        return preview.own() && preview.createAccounts();
    }

    private Table sample() {
        Table table = new Table(Texts.get("mapping.rows"), preview.columns());
        for (List<String> cells : preview.rows().stream().limit(ROWS_SHOWN).toList()) {
            table.addRow(cells);
        }
        return table;
    }

    private void addMapping() {
        Div fields = new Div();
        fields.addClassName("mapping");
        for (String field : ImportPreview.FIELDS) {
            Select<String> select = new Select<>();
            select.setLabel(Texts.get("field." + field));
            select.setItems(preview.columns());
            select.setEmptySelectionAllowed(true);
            select.setEmptySelectionCaption(Texts.get("mapping.none"));
            String proposed = preview.columnOf().get(field);
            if (proposed != null) {
                select.setValue(proposed);
            }
            columns.put(field, select);
            fields.add(select);
            if (field.equals(TYPE)) {
                select.addValueChangeListener(change -> showWords(change.getValue()));
            }
        }
        pattern.setValue(preview.pattern());
        pattern.setHelperText(Texts.get("mapping.pattern.help"));
        account.setValue(preview.account());
        account.setHelperText(Texts.get("mapping.account.help"));
        account.setVisible(preview.asksForAccount());
        Select<String> named = columns.get(ACCOUNT);
        if (named != null) {
            named.addValueChangeListener(change -> account.setVisible(change.getValue() == null));
        }
        fields.add(account, pattern, decimal());
        create.setValue(preview.createAccounts());
        Paragraph lead = new Paragraph(Texts.get("mapping.lead"));
        lead.addClassName("soft");
        add(new H3(Texts.get("mapping.columns")), lead, fields, wordArea, create);
        showWords(preview.columnOf().getOrDefault(TYPE, ""));
    }

    /** A select for each word; words without a meaning come first. */
    private void showWords(String column) {
        wordArea.removeAll();
        words.clear();
        List<String> found = new ArrayList<>(column == null ? List.of() : preview.wordsOf(column));
        if (found.isEmpty()) {
            if (preview.typeBySign()) {
                wordArea.add(Notices.note("plain", "i", Texts.get("mapping.bysign")));
            }
            return;
        }
        found.sort(java.util.Comparator.comparing(word -> preview.wordOf().containsKey(word)));
        long unknown = found.stream().filter(word -> !preview.wordOf().containsKey(word)).count();
        wordArea.add(new H3(Texts.get("mapping.words")));
        if (unknown > 0) {
            wordArea.add(Notices.note("warn", "?", Texts.count("mapping.unknown", unknown)));
        }
        Div selects = new Div();
        selects.addClassName("mapping");
        for (String word : found) {
            Select<String> select = new Select<>();
            select.setLabel(Texts.get("mapping.word", word.isEmpty() ? "∅" : word));
            select.setItems(TYPES);
            select.setItemLabelGenerator(type ->
                    type == null
                            ? ""
                            : Texts.get("kind." + type.toUpperCase(java.util.Locale.ROOT)));
            select.setEmptySelectionAllowed(true);
            select.setEmptySelectionCaption(Texts.get("mapping.reject"));
            String known = preview.wordOf().get(word);
            if (known != null) {
                select.setValue(known);
            }
            words.put(word, select);
            selects.add(select);
        }
        wordArea.add(selects);
    }

    private void send() {
        answer.removeAll();
        try {
            ImportRequest request =
                    new ImportRequest(
                            fileName,
                            mapping(),
                            null,
                            mode.getValue(),
                            abort.getValue(),
                            dryRun.getValue(),
                            null,
                            false,
                            openings.getValue());
            send.setEnabled(false);
            start.accept(request);
        } catch (ServiceProblem e) {
            failed(Notices.sentence(e));
        }
    }

    private String mapping() {
        Map<String, String> chosenColumns = new LinkedHashMap<>();
        columns.forEach((field, select) -> {
            if (select.getValue() != null) {
                chosenColumns.put(field, select.getValue());
            }
        });
        Map<String, String> chosenWords = new LinkedHashMap<>();
        words.forEach((word, select) -> {
            if (select.getValue() != null) {
                chosenWords.put(word, select.getValue());
            }
        });
        return preview.mapping(
                new ImportPreview.Choice(
                        chosenColumns,
                        chosenWords,
                        pattern.getValue(),
                        account.getValue(),
                        Objects.requireNonNullElse(decimal.getValue(), ""),
                        create.getValue(),
                        openings.getValue()));
    }

    void failed(String sentence) {
        answer.removeAll();
        answer.add(Notices.note("bad", "✕", sentence));
        send.setEnabled(true);
    }
}
