package org.davebank.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.browserless.SpringBrowserlessTest;
import com.vaadin.browserless.ViewPackages;
import com.vaadin.browserless.internal.MockVaadin;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.HasElement;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.dom.DomEvent;
import com.vaadin.flow.dom.Element;
import com.vaadin.flow.internal.nodefeature.ElementListenerMap;
import com.vaadin.flow.router.Location;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.davebank.base.AccountNumber;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.Caller;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.bank.BankService;
import org.davebank.service.bank.HoldService;
import org.davebank.service.bank.OpenRequest;
import org.davebank.service.bank.OrderLookup;
import org.davebank.service.bank.PostRequest;
import org.davebank.service.bank.Posted;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.test.context.ContextConfiguration;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Views of the console without a browser, as the administrator sees them, on a {@link LoneBank}. */
@Timeout(60)
@ContextConfiguration(initializers = LoneBank.class, classes = LoneBank.Beans.class)
@ViewPackages(packages = "org.davebank.console")
public abstract class ViewTest extends SpringBrowserlessTest {

    protected static final Caller ADMIN = new Caller("admin", Role.ADMIN, "view-test");

    /** The only node. */
    protected static final String NODE = LoneBank.NODE;

    private static final long POLL_NS = 10_000_000L;
    private static final long WAIT_NS = 30_000_000_000L;

    @Autowired protected BankService bank;
    @Autowired private OrderLookup lookup;

    /** Signs in first: the environment comes with a page. */
    @BeforeEach
    @Override
    protected void initVaadinEnvironment() {
        signIn(ADMIN);
        super.initVaadinEnvironment();
    }

    @AfterEach
    void signOut() {
        SecurityContextHolder.clearContext();
    }

    /** Continues in a fresh browser of another person. */
    protected void signInAs(Caller caller) {
        cleanVaadinEnvironment();
        signIn(caller);
        super.initVaadinEnvironment();
    }

    private static void signIn(Caller caller) {
        SecurityContextHolder.getContext()
                .setAuthentication(
                        UsernamePasswordAuthenticationToken.authenticated(caller, null, List.of()));
    }

    /** Opens the page with this address below {@code /console/}. */
    protected static void open(String address) {
        Location location = new Location(address);
        UI.getCurrent().navigate(location.getPath(), location.getQueryParameters());
    }

    /** What can be read on the page. */
    protected static String text() {
        StringBuilder text = new StringBuilder();
        // The view and what surrounds it, from the inside to the outside.
        List<HasElement> page = UI.getCurrent().getInternals().getActiveRouterTargetsChain();
        read(page.getLast().getElement(), text);
        return text.toString();
    }

    protected static void read(Element element, StringBuilder text) {
        if (element.isTextNode()) {
            text.append(element.getText()).append('\n');
        } else if (element.isVisible()) {
            element.getChildren().forEach(child -> read(child, text));
        }
    }

    /** Waits until the page says all of this. */
    protected static void awaitText(String... texts) {
        await(() -> List.of(texts).stream().allMatch(text()::contains));
    }

    /** Waits until the condition holds, and lets meanwhile happen what others bring to the page. */
    protected static void await(BooleanSupplier condition) {
        long endNs = System.nanoTime() + WAIT_NS;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("still waiting on the page\n%s", text())
                    .isLessThan(endNs);
            LockSupport.parkNanos(POLL_NS);
            MockVaadin.clientRoundtrip();
        }
    }

    /** The buttons that can be seen, by their text. */
    protected List<String> buttons() {
        return find(Button.class).all().stream().map(Button::getText).toList();
    }

    protected void click(String button) {
        test(find(Button.class).withText(button).single()).click();
    }

    /** Presses the button that sends an order, which the browser has kept. */
    protected static void press(Button send) {
        Element element = send.getElement();
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        kept.put("element.davebankKept !== false", true);
        element.getNode()
                .getFeature(ElementListenerMap.class)
                .fireEvent(new DomEvent(element, "click", kept));
    }

    /** What a dialog says, its fields aside. */
    protected static String text(Component dialog) {
        StringBuilder text = new StringBuilder();
        read(dialog.getElement(), text);
        return text.toString();
    }

    /** Opens an account whose shard is the same as another's, or is not. */
    protected AccountNumber account(String holder, AccountNumber other, boolean sameShard) {
        while (true) {
            AccountNumber number = account(holder);
            if ((lookup.shard(number) == lookup.shard(other)) == sameShard) {
                return number;
            }
        }
    }

    /** Opens an account, as soon as its shard is founded. */
    protected AccountNumber account(String holder, String... aliases) {
        OpenRequest request = new OpenRequest(holder, null, null, null, List.of(aliases));
        String key = "open-" + bank.newId();
        while (true) {
            try {
                return bank.open(ADMIN, request, key).account().number();
            } catch (ServiceProblem e) {
                if (!e.code().retryable()) {
                    throw e;
                }
            }
        }
    }

    /** Holds funds, for an account or to be paid out, as soon as the nodes know each other's rules. */
    protected Posted hold(
            AccountNumber account, @Nullable AccountNumber to, String amount, long expiresInS) {
        PostRequest order =
                new PostRequest(
                        account,
                        HoldService.kindOfCapture(to),
                        new BigDecimal(amount),
                        to,
                        null,
                        null,
                        "deposit for a room",
                        bank.newId(),
                        null,
                        null);
        while (true) {
            try {
                return bank.post(ADMIN, HoldService.hold(order, expiresInS));
            } catch (ServiceProblem e) {
                if (!e.code().retryable()) {
                    throw e;
                }
            }
        }
    }

    /** Posts with the reference "rent". */
    protected Posted post(TransactionKind kind, AccountNumber account, String amount) {
        return post(kind, account, null, amount);
    }

    /** The same to another account, which may be in another shard. */
    protected Posted post(
            TransactionKind kind,
            AccountNumber account,
            @Nullable AccountNumber to,
            String amount) {
        return bank.post(
                ADMIN,
                new PostRequest(
                        account,
                        kind,
                        new BigDecimal(amount),
                        to,
                        null,
                        null,
                        "rent",
                        bank.newId(),
                        null,
                        null));
    }
}
