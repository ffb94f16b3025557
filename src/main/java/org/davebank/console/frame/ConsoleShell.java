package org.davebank.console.frame;

import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.page.AppShellConfigurator;
import com.vaadin.flow.component.page.Push;
import com.vaadin.flow.server.AppShellSettings;
import com.vaadin.flow.theme.aura.Aura;

/** Settings of every page of the console: theme, icon, and server push. */
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
