package org.davebank.console;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.notification.Notification;
import com.vaadin.flow.component.notification.NotificationVariant;
import org.davebank.api.ProblemCode;
import org.davebank.service.ServiceProblem;

/** Short notifications about what a person did; screen readers announce them. */
public final class Notices {

    private static final int DONE_MS = 5_000;
    private static final int PROBLEM_MS = 12_000;

    private Notices() {}

    public static void done(String text) {
        Notification.show(text, DONE_MS, Notification.Position.BOTTOM_START)
                .addThemeVariants(NotificationVariant.LUMO_SUCCESS);
    }

    public static void problem(ServiceProblem problem) {
        Notification notification =
                Notification.show(
                        sentence(problem), PROBLEM_MS, Notification.Position.BOTTOM_START);
        notification.addThemeVariants(NotificationVariant.LUMO_ERROR);
        notification.setAssertive(true);
    }

    /** The message of a problem as a sentence. */
    public static String sentence(ServiceProblem problem) {
        String text = String.valueOf(problem.getMessage());
        if (problem.code() == ProblemCode.FORBIDDEN) {
            text = Texts.get("problem.forbidden", text);
        }
        String whole = sentence(text);
        return problem.replayed()
                ? whole
                        + " "
                        + Texts.get("problem.replayed", Formats.instant(problem.replayedFromMs()))
                : whole;
    }

    /** A message as a sentence. */
    public static String sentence(String text) {
        if (text.isEmpty()) {
            return text;
        }
        String first = text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1);
        return first.endsWith(".") ? first : first + ".";
    }

    /** A permanent note: {@code tone} is ok, warn, bad or plain. */
    public static Div note(String tone, String sign, String text) {
        Span mark = new Span(sign);
        mark.getElement().setAttribute("aria-hidden", "true");
        Div note = new Div(mark, new Span(text));
        note.addClassNames("note", tone);
        return note;
    }
}
