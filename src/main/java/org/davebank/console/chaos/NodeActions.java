package org.davebank.console.chaos;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import java.time.Duration;
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
import org.davebank.service.FaultService;
import org.davebank.service.FaultService.ProcessAction;
import org.davebank.service.NetworkService;
import org.davebank.service.NetworkSnapshot;
import org.davebank.service.NetworkSnapshot.NodeRow;
import org.davebank.service.NetworkSnapshot.NodeState;
import org.davebank.service.NodeRecovery;
import org.davebank.service.Role;
import org.jspecify.annotations.Nullable;

/** What can be done to some nodes, with what follows from it said before. */
public class NodeActions extends Div {

    private static final long serialVersionUID = 1L;

    private static final List<Integer> TTLS_S = List.of(10, 30, 60, 120, 300, 600);

    private static final long RECOVERY_EVERY_MS = 2_000;

    private final NetworkService network;
    private final FaultService faults;
    private final Map<ProcessAction, Button> buttons = new EnumMap<>(ProcessAction.class);
    private final Button isolate = new Button(Texts.get("action.isolate"));
    private final Select<Integer> ttl = new Select<>();
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
        isolate.addClickListener(click -> askIsolate());
        ttl.setLabel(Texts.get("action.ttl"));
        ttl.setItems(TTLS_S);
        ttl.setItemLabelGenerator(
                seconds -> seconds < 120 ? seconds + " s" : seconds / 60 + " min");
        ttl.setValue((int) FaultService.TTL_DEFAULT.toSeconds());
        ttl.addClassName("wide");
        Div kinds =
                new Div(
                        button(ProcessAction.KILL),
                        button(ProcessAction.STOP),
                        button(ProcessAction.PAUSE),
                        button(ProcessAction.RESUME),
                        isolate);
        kinds.addClassName("kinds");
        consequence.getElement().setAttribute("aria-live", "polite");
        add(kinds, ttl, consequence, hint, button(ProcessAction.REVIVE));
    }

    private Button button(ProcessAction action) {
        return Objects.requireNonNull(buttons.get(action));
    }

    /** Offers what fits these nodes now. */
    public void show(NetworkSnapshot snapshot, Set<String> selected) {
        names = Set.copyOf(selected);
        List<NodeRow> rows = new ArrayList<>();
        for (NodeRow node : snapshot.nodes()) {
            if (names.contains(node.name())) {
                rows.add(node);
            }
        }
        boolean may = SignedIn.has(Role.OPERATOR);
        boolean runs = rows.stream().anyMatch(NodeActions::runs);
        boolean reached = !rows.isEmpty() && rows.stream().allMatch(NodeRow::revivable);
        boolean paused = rows.stream().anyMatch(row -> row.state() == NodeState.PAUSED);
        boolean down = rows.stream().anyMatch(NodeActions::isDown);
        boolean up = rows.stream().anyMatch(row -> NodeStates.isUp(row.state()));
        button(ProcessAction.KILL).setEnabled(may && runs && reached);
        button(ProcessAction.STOP).setEnabled(may && runs && reached);
        button(ProcessAction.PAUSE).setEnabled(may && up && reached);
        button(ProcessAction.RESUME).setEnabled(may && paused && reached);
        button(ProcessAction.RESUME).setVisible(paused);
        button(ProcessAction.PAUSE).setVisible(!paused || up);
        isolate.setEnabled(may && up);
        ttl.setVisible(up);
        Button revive = button(ProcessAction.REVIVE);
        revive.setVisible(down);
        revive.setEnabled(may && reached);
        revive.setText(Texts.get("action.revive.named", String.join(", ", sorted())));
        NodeRecovery recovery = recovery();
        foreseen = Consequence.of(snapshot, names, recovery);
        sayConsequence(up || runs, Rebuilding.sentences(recovery));
        sayHint(rows, reached);
    }

    /** Not anew with every snapshot: there may be many files to look through. */
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

    /** Of nodes that are down already, what will be rebuilt. */
    private void sayConsequence(boolean running, List<String> rebuilding) {
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

    private void sayHint(List<NodeRow> rows, boolean reached) {
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

    private static boolean runs(NodeRow row) {
        return NodeStates.isUp(row.state())
                || row.state() == NodeState.PAUSED
                || row.state() == NodeState.STARTING;
    }

    private static boolean isDown(NodeRow row) {
        return row.state() == NodeState.DEAD || row.state() == NodeState.STOPPED;
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
                            () -> act(action));
        }
    }

    private void askIsolate() {
        int seconds = ttl.getValue() == null ? 60 : ttl.getValue();
        confirm(
                Texts.get("confirm.isolate", String.join(", ", sorted()), seconds),
                () -> isolate(Duration.ofSeconds(seconds)));
    }

    /** Says what will happen; where a quorum would be lost the names must be typed. */
    private void confirm(String question, Runnable then) {
        Dialog dialog = new Dialog();
        dialog.setHeaderTitle(question);
        dialog.add(foreseenNote());
        Button sure = new Button(Texts.get("confirm.yes"));
        sure.addThemeVariants(ButtonVariant.LUMO_PRIMARY, ButtonVariant.LUMO_ERROR);
        sure.addClickListener(click -> {
            dialog.close();
            then.run();
        });
        if (foreseen.losesQuorum()) {
            dialog.add(new Paragraph(Texts.get("confirm.typed.why")));
            dialog.add(typed(String.join(" ", sorted()), sure));
        }
        Button no = new Button(Texts.get("confirm.no"), click -> dialog.close());
        dialog.getFooter().add(no, sure);
        dialog.open();
        if (!foreseen.losesQuorum()) {
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

    private void isolate(Duration time) {
        Caller caller = SignedIn.caller();
        for (String name : sorted()) {
            run(
                    () -> faults.isolate(caller, name, time),
                    Texts.get("done.isolate", name, Formats.duration(time.toMillis())));
        }
    }

    private static <T> void run(Live.Work<T> work, String done) {
        Live.work(UI.getCurrent(), work, result -> Notices.done(done), Notices::problem);
    }
}
