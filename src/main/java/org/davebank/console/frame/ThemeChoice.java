package org.davebank.console.frame;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.page.ColorScheme;
import com.vaadin.flow.server.VaadinRequest;
import jakarta.servlet.http.Cookie;

/**
 * Light, dark, or as the system is. Remembered in a cookie, because a browser's other memories are
 * separate for each port and would be lost when the page moves to another node.
 */
enum ThemeChoice {
    SYSTEM(ColorScheme.Value.LIGHT_DARK),
    LIGHT(ColorScheme.Value.LIGHT),
    DARK(ColorScheme.Value.DARK);

    private static final String COOKIE = "davebank-theme";

    private final ColorScheme.Value scheme;

    ThemeChoice(ColorScheme.Value scheme) {
        this.scheme = scheme;
    }

    /** What was chosen in this browser. */
    static ThemeChoice remembered() {
        VaadinRequest request = VaadinRequest.getCurrent();
        Cookie[] cookies = request == null ? null : request.getCookies();
        for (Cookie cookie : cookies == null ? new Cookie[0] : cookies) {
            for (ThemeChoice choice : values()) {
                if (cookie.getName().equals(COOKIE) && cookie.getValue().equals(choice.name())) {
                    return choice;
                }
            }
        }
        return SYSTEM;
    }

    /** Shows the current page as remembered. */
    static void apply() {
        UI.getCurrent().getPage().setColorScheme(remembered().scheme);
    }

    /** Shows the current page like this from now on. */
    void choose() {
        UI.getCurrent().getPage().setColorScheme(scheme);
        UI.getCurrent()
                .getPage()
                .executeJs(
                        "document.cookie = $0 + '=' + $1 + '; path=/; max-age=31536000;"
                                + " samesite=lax'",
                        COOKIE,
                        name());
    }
}
