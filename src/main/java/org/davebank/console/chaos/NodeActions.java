package org.davebank.console.chaos;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.davebank.console.Formats;
import org.davebank.console.Live;
import org.davebank.console.Notices;
import org.davebank.console.SignedIn;
import org.davebank.console.Texts;
import org.davebank.service.Caller;
import org.davebank.service.Role;
import org.davebank.service.faults.FaultService;
import org.davebank.service.faults.FaultService.ProcessAction;
import org.davebank.service.faults.NetworkFault;
import org.davebank.service.network.NetworkService;
import org.davebank.service.network.NetworkSnapshot;
import org.davebank.service.network.NetworkSnapshot.NodeRow;
import org.davebank.service.network.NetworkSnapshot.NodeState;
import org.davebank.service.network.NodeRecovery;
import org.jspecify.annotations.Nullable;

/** The actions on the selected nodes, with their consequences shown beforehand. */
public class NodeActions extends Div {

    private static final long serialVersionUID = 1L;

    private static final long RECOVERY_EVERY_MS = 2_000;

    private final NetworkService network;
    private final FaultService faults;
    private final Map<ProcessAction, Button> buttons = new EnumMap<>(ProcessAction.class);
    private final FaultFields fields = new FaultFields(this::askFault);
    private final Div consequence = new Div();
    private final Div hint = new Div();
    private Set<String> names = Set.of();
    private Consequence foreseen = new Consequence(List.of(), false);
    private List<String> said = List.of();
    private @Nullable NodeRecovery recovery;
    private long recoveryMs;

    public NodeActions(NetworkService network, FaultService faults) {
        this.network = network;
        this.faults = faults;
        for (ProcessAction action : ProcessAction.values()) {
            Button button = new Button(Texts.get("action." + action), click -> ask(action));
            buttons.put(action, button);
        }
        button(ProcessAction.KILL).addClassName("danger");
        button(ProcessAction.REVIVE).addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        button(ProcessAction.REVIVE).addClassName("wide");
        Div kinds =
                new Div(
                        button(ProcessAction.KILL),
                        button(ProcessAction.STOP),
                        button(ProcessAction.PAUSE),
                        button(ProcessAction.RESUME));
        kinds.addClassName("kinds");
        consequence.getElement().setAttribute("aria-live", "polite");
        add(kinds, consequence, fields, hint, button(ProcessAction.REVIVE));
    }

    private Button button(ProcessAction action) {
        return Objects.requireNonNull(buttons.get(action));
    }

    /** Shows the actions that fit these nodes now. */
    public void show(NetworkSnapshot snapshot, Set<String> selected) {
        names = Set.copyOf(selected);
        List<NodeRow> rows = new ArrayList<>();
        for (NodeRow node : snapshot.nodes()) {
            if (names.contains(node.name())) {
                rows.add(node);
            }
        }
        boolean may = SignedIn.has(Role.OPERATOR);
        boolean runs = rows.stream().anyMatch(NodeStates::runs);
        boolean reached = !rows.isEmpty() && rows.stream().allMatch(NodeRow::revivable);
        boolean paused = rows.stream().anyMatch(row -> row.state() == NodeState.PAUSED);
        boolean down = !rows.isEmpty() && rows.stream().allMatch(NodeStates::isGone);
        boolean up = rows.stream().anyMatch(row -> NodeStates.isUp(row.state()));
        button(ProcessAction.KILL).setEnabled(may && runs && reached);
        button(ProcessAction.STOP).setEnabled(may && runs && reached);
        button(ProcessAction.PAUSE).setEnabled(may && up && reached);
        button(ProcessAction.RESUME).setEnabled(may && paused && reached);
        button(ProcessAction.RESUME).setVisible(paused);
        button(ProcessAction.PAUSE).setVisible(!paused || up);
        fields.offer(up, may);
        Button revive = button(ProcessAction.REVIVE);
        revive.setVisible(down);
        revive.setEnabled(may && reached);
        revive.setText(Texts.get("action.revive.named", String.join(", ", sorted())));
        NodeRecovery recovery = recovery();
        foreseen = Consequence.of(snapshot, names, recovery);
        showConsequence(up || runs, Rebuilding.sentences(recovery));
        showHint(rows, reached);
    }

    /** Cached between snapshots: there may be many files to look through. */
    private NodeRecovery recovery() {
        long nowMs = System.currentTimeMillis();
        NodeRecovery known = recovery;
        boolean same = known != null && Set.copyOf(known.nodes()).equals(names);
        if (known == null || !same || Math.abs(nowMs - recoveryMs) >= RECOVERY_EVERY_MS) {
            known = network.recovery(SignedIn.caller(), names);
            recovery = known;
            recoveryMs = nowMs;
        }
        return known;
    }

    /** For nodes that are already down, says what will be rebuilt. */
    private void showConsequence(boolean running, List<String> rebuilding) {
        List<String> sentences = running ? foreseen.sentences() : rebuilding;
        if (!sentences.equals(said)) {
            said = sentences;
            consequence.removeAll();
            if (!sentences.isEmpty()) {
                consequence.add(running ? foreseenNote() : rebuildingNote(rebuilding));
            }
        }
    }

    private static Div rebuildingNote(List<String> sentences) {
        String text = Texts.get("consequence.dead") + "\n" + String.join("\n", sentences);
        return Notices.note("plain", "i", text);
    }

    private Div foreseenNote() {
        String tone = foreseen.losesQuorum() ? "bad" : "warn";
        String text = Texts.get("consequence.if") + "\n" + String.join("\n", foreseen.sentences());
        return Notices.note(tone, foreseen.losesQuorum() ? "✕" : "!", text);
    }

    private void showHint(List<NodeRow> rows, boolean reached) {
        boolean show = !reached && !rows.isEmpty();
        if (show != hint.getChildren().findAny().isPresent()) {
            hint.removeAll();
            if (show) {
                NodeRow first = rows.getFirst();
                String command =
                        first.server()
                                ? Texts.get("hint.server", first.address(), first.name())
                                : Texts.get("hint.worker", first.address(), first.name());
                hint.add(Notices.note("plain", "i", Texts.get("hint.noagent", command)));
            }
        }
    }

    private List<String> sorted() {
        return names.stream().sorted().toList();
    }

    private void ask(ProcessAction action) {
        switch (action) {
            case REVIVE, RESUME -> act(action);
            case KILL, STOP, PAUSE ->
                    confirm(
                            Texts.get("confirm." + action, String.join(", ", sorted())),
                            foreseenNote(),
                            foreseen.losesQuorum(),
                            () -> act(action));
        }
    }

    private void askFault() {
        NetworkFault fault = fields.fault();
        if (fault == null) {
            return;
        }
        boolean cut = fault.kind() == NetworkFault.Kind.ISOLATE;
        Div note =
                cut
                        ? foreseenNote()
                        : Notices.note("warn", "!", Texts.get("fault.follows." + fault.kind()));
        String question =
                Texts.get("confirm.fault", text(fault), Formats.duration(fields.ttl().toMillis()));
        confirm(question, note, cut && foreseen.losesQuorum(), () -> inject(fault));
    }

    /** Describes the effect on all selected nodes at once. */
    private String text(NetworkFault fault) {
        return fault.text(String.join(", ", sorted()));
    }

    /** Asks for confirmation; where a quorum would be lost, the names must be typed. */
    private void confirm(String question, Div note, boolean losesQuorum, Runnable then) {
        Dialog dialog = new Dialog();
        dialog.setHeaderTitle(question);
        dialog.add(note);
        Button sure = new Button(Texts.get("confirm.yes"));
        sure.addThemeVariants(ButtonVariant.LUMO_PRIMARY, ButtonVariant.LUMO_ERROR);
        sure.addClickListener(click -> {
            dialog.close();
            then.run();
        });
        if (losesQuorum) {
            dialog.add(new Paragraph(Texts.get("confirm.typed.why")));
            dialog.add(typed(String.join(" ", sorted()), sure));
        }
        Button no = new Button(Texts.get("confirm.no"), click -> dialog.close());
        dialog.getFooter().add(no, sure);
        dialog.open();
        if (!losesQuorum) {
            sure.focus();
        }
    }

    private static Component typed(String wanted, Button sure) {
        TextField field = new TextField(Texts.get("confirm.typed", wanted));
        field.addClassName("wide");
        field.setValueChangeMode(ValueChangeMode.EAGER);
        sure.setEnabled(false);
        field.addValueChangeListener(
                change -> sure.setEnabled(change.getValue().strip().equals(wanted)));
        field.addKeyPressListener(Key.ENTER, press -> sure.click());
        field.focus();
        return field;
    }

    private void act(ProcessAction action) {
        Caller caller = SignedIn.caller();
        for (String name : sorted()) {
            run(() -> faults.act(caller, action, name), Texts.get("done." + action, name));
        }
    }

    private void inject(NetworkFault fault) {
        Caller caller = SignedIn.caller();
        String time = Formats.duration(fields.ttl().toMillis());
        for (String name : sorted()) {
            run(
                    () -> faults.inject(caller, fault, name, null, fields.ttl()),
                    Texts.get("done.fault", fault.text(name), time));
        }
    }

    private static <T> void run(Live.Work<T> work, String done) {
        Live.work(UI.getCurrent(), work, result -> Notices.done(done), Notices::problem);
    }
}
