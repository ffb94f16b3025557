package org.davebank.console.frame;

import com.vaadin.flow.component.HasElement;
import com.vaadin.flow.component.applayout.AppLayout;
import com.vaadin.flow.component.applayout.DrawerToggle;
import com.vaadin.flow.component.contextmenu.MenuItem;
import com.vaadin.flow.component.contextmenu.SubMenu;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Header;
import com.vaadin.flow.component.html.Nav;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.menubar.MenuBar;
import com.vaadin.flow.component.menubar.MenuBarVariant;
import com.vaadin.flow.component.sidenav.SideNav;
import com.vaadin.flow.component.sidenav.SideNavItem;
import com.vaadin.flow.router.Layout;
import com.vaadin.flow.server.VaadinResponse;
import com.vaadin.flow.server.VaadinSession;
import com.vaadin.flow.server.menu.MenuConfiguration;
import com.vaadin.flow.server.menu.MenuEntry;
import jakarta.annotation.security.PermitAll;
import jakarta.servlet.http.HttpServletResponse;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.davebank.console.FailOver;
import org.davebank.console.Formats;
import org.davebank.console.Live;
import org.davebank.console.SignInCookie;
import org.davebank.console.SignedIn;
import org.davebank.console.Texts;
import org.davebank.console.orders.InFlight;
import org.davebank.console.orders.OrderDesk;
import org.davebank.service.access.SignIn;
import org.davebank.service.faults.FaultService;
import org.davebank.service.network.NetworkService;
import org.davebank.service.network.NetworkSnapshot;
import org.jspecify.annotations.Nullable;

/** The frame of every view: navigation, status, and fail-over to another node. */
@Layout
@PermitAll
@JsModule("context://shell/indicator.js")
public class MainLayout extends AppLayout {

    private static final long serialVersionUID = 1L;

    /** The groups of the navigation; a view's {@code @Menu(order)} divided by ten selects one. */
    private static final List<String> GROUPS = List.of("observe", "break", "bank");

    private final StatusBar status;
    private final InFlight inFlight;
    private final Div view = new Div();
    private final Div page = new Div();
    private final FailOver failOver = new FailOver();
    private final Span servedBy = new Span();
    private final String user = SignedIn.caller().name();

    public MainLayout(
            NetworkService network, FaultService faults, OrderDesk orders, SignIn signIn) {
        ThemeChoice.apply();
        Formats.useBrowserLocale();
        inFlight = new InFlight(orders, signIn);
        page.add(inFlight, view);
        status = new StatusBar(faults);
        DrawerToggle toggle = new DrawerToggle();
        toggle.setAriaLabel(Texts.get("nav.toggle"));
        Anchor home = new Anchor("", new Span("Dave"), new Span("Bank"));
        home.addClassName("wordmark");
        home.getElement().setAttribute("aria-label", Texts.get("nav.home"));
        Header header = new Header(toggle, home, status, personMenu());
        header.addClassName("header");
        addToNavbar(header);
        addToDrawer(navigation());
        getElement().appendChild(failOver.getElement());
        Live.follow(this, network, this::show);
    }

    @Override
    public void showRouterLayoutContent(@Nullable HasElement content) {
        view.getElement().removeAllChildren();
        if (content != null) {
            view.getElement().appendChild(content.getElement());
        }
        setContent(page);
    }

    private void show(NetworkSnapshot snapshot) {
        status.show(snapshot);
        inFlight.show(snapshot);
        failOver.show(snapshot);
        if (!snapshot.servedBy().equals(servedBy.getText())) {
            servedBy.setText(snapshot.servedBy());
        }
    }

    private static Nav navigation() {
        Nav navigation = new Nav();
        navigation.addClassName("navigation");
        navigation.getElement().setAttribute("aria-label", Texts.get("nav.label"));
        List<MenuEntry> entries = MenuConfiguration.getMenuEntries();
        for (int group = 0; group < GROUPS.size(); group++) {
            SideNav list = new SideNav(Texts.get("nav." + GROUPS.get(group)));
            for (MenuEntry entry : entries) {
                if (entry.order() != null && (int) (entry.order() / 10) == group) {
                    SideNavItem item = new SideNavItem(Texts.get(entry.title()), entry.path());
                    item.setMatchNested(!entry.path().isEmpty() && !entry.path().equals("/"));
                    list.addItem(item);
                }
            }
            navigation.add(list);
        }
        return navigation;
    }

    private MenuBar personMenu() {
        MenuBar menu = new MenuBar();
        menu.addClassName("person");
        menu.addThemeVariants(MenuBarVariant.LUMO_TERTIARY);
        servedBy.addClassName("strong");
        Span label = new Span(new Span(Texts.get("person.served", user)), servedBy);
        label.addClassName("person-label");
        MenuItem person = menu.addItem(label);
        person.setAriaLabel(Texts.get("person.menu", user));
        SubMenu items = person.getSubMenu();
        Map<ThemeChoice, MenuItem> themes = new EnumMap<>(ThemeChoice.class);
        for (ThemeChoice choice : ThemeChoice.values()) {
            MenuItem item =
                    items.addItem(
                            Texts.get("theme." + choice),
                            click -> {
                                choice.choose();
                                themes.forEach((each, box) -> box.setChecked(each == choice));
                            });
            item.setCheckable(true);
            item.setChecked(choice == ThemeChoice.remembered());
            themes.put(choice, item);
        }
        items.addSeparator();
        items.addItem(Texts.get("person.signout"), click -> signOut());
        return menu;
    }

    private void signOut() {
        if (VaadinResponse.getCurrent() instanceof HttpServletResponse response) {
            SignInCookie.clear(response);
        }
        getUI().ifPresent(ui -> ui.getPage().setLocation("/console/" + SignInView.ROUTE));
        VaadinSession.getCurrent().getSession().invalidate();
    }
}
