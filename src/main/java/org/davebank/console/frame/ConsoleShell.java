package org.davebank.console.frame;

import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.page.AppShellConfigurator;
import com.vaadin.flow.component.page.Push;
import com.vaadin.flow.server.AppShellSettings;
import com.vaadin.flow.theme.aura.Aura;

/** What every page of the console has: its theme, its icon, and the line that pushes updates. */
@Push
@StyleSheet(Aura.STYLESHEET)
@StyleSheet("context://shell/console.css")
public class ConsoleShell implements AppShellConfigurator {

    private static final long serialVersionUID = 1L;

    @Override
    public void configurePage(AppShellSettings settings) {
        settings.setPageTitle("DaveBank");
        settings.addFavIcon("icon", "/favicon.svg", "any");
        settings.addMetaTag("color-scheme", "light dark");
    }
}
