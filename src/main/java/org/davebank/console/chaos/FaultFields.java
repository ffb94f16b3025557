package org.davebank.console.chaos;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.data.value.ValueChangeMode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.davebank.console.Texts;
import org.davebank.service.faults.FaultService;
import org.davebank.service.faults.NetworkFault;
import org.davebank.service.faults.NetworkFault.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Input for a network fault of the selected nodes: a kind, a number where it needs one, and a time
 * after which it heals by itself. Shows the consequences before the fault is injected.
 */
final class FaultFields extends Div {

    private static final long serialVersionUID = 1L;

    /** A partition needs its other side, so it can only be ordered by command line. */
    private static final List<Kind> KINDS =
            List.of(Kind.ISOLATE, Kind.LOSS, Kind.DELAY, Kind.DUPLICATE, Kind.REORDER, Kind.CLOCK);

    private static final List<Integer> TTLS_S = List.of(10, 30, 60, 120, 300, 600);
    private static final int PERCENT_FIRST = 5;
    private static final int PERCENT_MAX = 100;
    private static final int DELAY_MS_FIRST = 50;
    private static final int JUMP_S_FIRST = 3_600;

    /** Thirty years. */
    private static final int JUMP_S_MAX = 946_728_000;

    private final Select<Kind> kind = new Select<>();
    private final IntegerField amount = new IntegerField();
    private final Select<Integer> ttl = new Select<>();
    private final Button begin = new Button();

    FaultFields(Runnable asked) {
        addClassName("stack");
        kind.setLabel(Texts.get("fault.kind"));
        kind.setItems(KINDS);
        kind.setItemLabelGenerator(each -> Texts.get("fault." + each));
        kind.addClassName("wide");
        kind.addValueChangeListener(change -> showKind());
        amount.addClassName("wide");
        amount.setMin(1);
        amount.setStepButtonsVisible(true);
        amount.setValueChangeMode(ValueChangeMode.EAGER);
        ttl.setLabel(Texts.get("action.ttl"));
        ttl.setItems(TTLS_S);
        ttl.setItemLabelGenerator(
                seconds -> seconds < 120 ? seconds + " s" : seconds / 60 + " min");
        ttl.setValue((int) FaultService.TTL_DEFAULT.toSeconds());
        ttl.addClassName("wide");
        begin.addClassName("wide");
        begin.addClickListener(click -> asked.run());
        kind.setValue(Kind.ISOLATE);
        add(kind, amount, ttl, begin);
    }

    private void showKind() {
        Kind chosen = kind();
        kind.setHelperText(Texts.get("fault.follows." + chosen));
        begin.setText(Texts.get("fault." + chosen));
        amount.setVisible(chosen != Kind.ISOLATE);
        int max = max(chosen);
        amount.setLabel(
                Texts.get(
                        switch (chosen) {
                            case DELAY -> "fault.amount.ms";
                            case CLOCK -> "fault.amount.seconds";
                            default -> "fault.amount.percent";
                        }));
        amount.setMax(max);
        amount.setI18n(
                new IntegerField.IntegerFieldI18n()
                        .setBadInputErrorMessage(Texts.get("fault.amount.wrong", max))
                        .setMinErrorMessage(Texts.get("fault.amount.wrong", max))
                        .setMaxErrorMessage(Texts.get("fault.amount.wrong", max)));
        amount.setValue(
                switch (chosen) {
                    case DELAY -> DELAY_MS_FIRST;
                    case CLOCK -> JUMP_S_FIRST;
                    default -> PERCENT_FIRST;
                });
    }

    private static int max(Kind kind) {
        return switch (kind) {
            case DELAY -> (int) NetworkFault.DELAY_MS_MAX;
            case CLOCK -> JUMP_S_MAX;
            default -> PERCENT_MAX;
        };
    }

    void offer(boolean up, boolean may) {
        setVisible(up);
        begin.setEnabled(may);
    }

    Kind kind() {
        Kind chosen = kind.getValue();
        return chosen == null ? Kind.ISOLATE : chosen;
    }

    Duration ttl() {
        Integer seconds = ttl.getValue();
        return seconds == null ? FaultService.TTL_DEFAULT : Duration.ofSeconds(seconds);
    }

    /** Null while the number is not valid for the kind; the field shows the error. */
    @Nullable NetworkFault fault() {
        Kind chosen = kind();
        Integer given = amount.getValue();
        boolean needed = chosen != Kind.ISOLATE;
        if (needed && (given == null || amount.isInvalid())) {
            amount.setErrorMessage(Texts.get("fault.amount.wrong", max(chosen)));
            amount.setInvalid(true);
            amount.focus();
            return null;
        }
        return NetworkFault.of(
                chosen,
                switch (chosen) {
                    case ISOLATE, PARTITION -> NetworkFault.Parameters.NONE;
                    case DELAY -> new NetworkFault.Parameters(null, (long) given, null, null, null);
                    case CLOCK -> NetworkFault.Parameters.clock(given * 1_000L, null);
                    case LOSS, DUPLICATE, REORDER ->
                            new NetworkFault.Parameters(
                                    BigDecimal.valueOf(given), null, null, null, null);
                });
    }
}
