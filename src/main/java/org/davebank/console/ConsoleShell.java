package org.davebank.console;

import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.page.AppShellConfigurator;
import com.vaadin.flow.component.page.Push;
import com.vaadin.flow.server.AppShellSettings;
import com.vaadin.flow.theme.aura.Aura;

/** What every page of the console has: its theme, its icon, and the line that pushes updates. */
@Push
@StyleSheet(Aura.STYLESHEET)
public class ConsoleShell implements AppShellConfigurator {

    @Override
    public void configurePage(AppShellSettings settings) {
        settings.setPageTitle("DaveBank");
        settings.addFavIcon("icon", "/favicon.svg", "any");
    }
}
