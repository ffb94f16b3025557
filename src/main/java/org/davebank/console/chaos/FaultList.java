package org.davebank.console.chaos;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.davebank.console.Formats;
import org.davebank.console.Live;
import org.davebank.console.Notices;
import org.davebank.console.Panel;
import org.davebank.console.SignedIn;
import org.davebank.console.Texts;
import org.davebank.service.Caller;
import org.davebank.service.Role;
import org.davebank.service.faults.FaultService;
import org.davebank.service.network.NetworkSnapshot.FaultRow;

/** The active faults in words, each with its remaining time and a button to end it. */
final class FaultList extends Panel {

    private static final long serialVersionUID = 1L;

    private final FaultService faults;
    private final UnorderedList list = new UnorderedList();
    private final Map<String, Span> times = new HashMap<>();
    private List<String> shown = List.of();

    FaultList(FaultService faults) {
        super(Texts.get("faults.title"));
        this.faults = faults;
        list.addClassName("faults");
        add(list);
        setVisible(false);
    }

    void show(List<FaultRow> rows) {
        List<String> ids = new ArrayList<>();
        rows.forEach(row -> ids.add(row.id() + row.text()));
        if (!ids.equals(shown)) {
            shown = ids;
            list.removeAll();
            times.clear();
            rows.forEach(row -> list.add(item(row)));
            setVisible(!rows.isEmpty());
        }
        for (FaultRow row : rows) {
            Span time = times.get(row.id());
            String text = Texts.get("status.heals", Formats.countdown(row.remainingMs()));
            if (time != null && !text.equals(time.getText())) {
                time.setText(text);
            }
        }
    }

    private ListItem item(FaultRow row) {
        Span time = new Span();
        time.addClassName("soft");
        times.put(row.id(), time);
        Button heal = new Button(Texts.get("faults.heal"), click -> heal(row));
        heal.addThemeNames("small");
        heal.setAriaLabel(Texts.get("faults.heal.named", row.text()));
        heal.setVisible(SignedIn.has(Role.OPERATOR));
        return new ListItem(new Span(row.text()), time, heal);
    }

    private void heal(FaultRow row) {
        Caller caller = SignedIn.caller();
        Live.work(
                UI.getCurrent(),
                () -> {
                    faults.heal(caller, row.id());
                    return true;
                },
                done -> Notices.done(Texts.get("faults.healed", row.node())),
                Notices::problem);
    }
}
