package org.davebank.console.frame;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.page.ColorScheme;
import com.vaadin.flow.server.VaadinRequest;
import jakarta.servlet.http.Cookie;

/**
 * Light, dark, or the system's theme. Stored in a cookie, because other browser storage is separate
 * per port and would be lost when the page moves to another node.
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

    /** The choice stored in this browser. */
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

    /** Applies the stored theme to the current page. */
    static void apply() {
        UI.getCurrent().getPage().setColorScheme(remembered().scheme);
    }

    /** Applies this theme to the current page and stores the choice. */
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
