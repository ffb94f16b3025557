package org.davebank.console.transactions;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.select.Select;
import java.util.Objects;
import org.davebank.console.Formats;
import org.davebank.console.Texts;

/** How long a hold lasts, and what it will do. */
final class HoldTerms extends Div {

    private static final long serialVersionUID = 1L;

    /** What a person may choose; by HTTP any number of seconds is possible. */
    enum Term {
        MINUTES(600),
        HOUR(3_600),
        DAY(86_400),
        WEEK(7 * 86_400),
        MONTH(31 * 86_400);

        private final long seconds;

        Term(long seconds) {
            this.seconds = seconds;
        }
    }

    private final Select<Term> lasts = new Select<>();
    private final Paragraph effect = new Paragraph();

    HoldTerms() {
        lasts.setLabel(Texts.get("hold.lasts"));
        lasts.setItems(Term.values());
        lasts.setItemLabelGenerator(each -> Texts.get("hold.lasts." + each));
        lasts.setValue(Term.WEEK);
        lasts.addClassName("wide");
        effect.getElement().setAttribute("aria-live", "polite");
        effect.addClassName("effect");
        add(lasts, effect);
    }

    /** @param changed runs when a person has chosen another time */
    void onChange(Runnable changed) {
        lasts.addValueChangeListener(change -> changed.run());
    }

    long lastsS() {
        return Objects.requireNonNullElse(lasts.getValue(), Term.WEEK).seconds;
    }

    /** Says what the hold will do; nothing while it has no amount. */
    void say(String amount, String account, String to) {
        String until = Formats.instant(System.currentTimeMillis() + lastsS() * 1_000);
        String key = to.isEmpty() ? "hold.effect.WITHDRAWAL" : "hold.effect.TRANSFER";
        effect.setText(amount.isEmpty() ? "" : Texts.get(key, amount, account, until, to));
    }
}
