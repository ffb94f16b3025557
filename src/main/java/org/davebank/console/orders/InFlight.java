package org.davebank.console.orders;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.ComponentUtil;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.davebank.base.AccountNumber;
import org.davebank.console.Live;
import org.davebank.console.Obstacles;
import org.davebank.console.SignedIn;
import org.davebank.console.Texts;
import org.davebank.service.Caller;
import org.davebank.service.access.SignIn;
import org.davebank.service.network.NetworkSnapshot;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/**
 * This person's orders without an answer, shown above every view. They are read from the browser
 * when a page starts, so they include orders whose server node died. Each is looked up by its key
 * until the bank has decided; it is sent again only when the person presses the button.
 */
@JsModule("context://shell/orders.js")
public final class InFlight extends Div {

    private static final long serialVersionUID = 1L;

    private final transient OrderDesk desk;
    private final transient SignIn signIn;
    private final Caller caller = SignedIn.caller();
    private final Map<String, FlightLine> lines = new LinkedHashMap<>();
    private final Map<String, OrderSlip> atHand = new LinkedHashMap<>();
    private final Div list = new Div();
    private @Nullable NetworkSnapshot latest;

    public InFlight(OrderDesk desk, SignIn signIn) {
        this.desk = desk;
        this.signIn = signIn;
        addClassNames("card", "in-flight");
        getElement().setAttribute("role", "region");
        getElement().setAttribute("aria-label", Texts.get("orders.title"));
        list.getElement().setAttribute("aria-live", "polite");
        add(new H2(Texts.get("orders.title")), list);
        setVisible(false);
    }

    /** The list of the current page, or null on a page without orders. */
    static @Nullable InFlight current() {
        return ComponentUtil.getData(UI.getCurrent(), InFlight.class);
    }

    @Override
    protected void onAttach(AttachEvent attach) {
        ComponentUtil.setData(attach.getUI(), InFlight.class, this);
        readKept();
    }

    private void readKept() {
        UI.getCurrent()
                .getPage()
                .executeJs("return window.davebankOrders.kept()")
                .then(
                        new TypeReference<List<KeptOrder>>() {},
                        this::found,
                        // Cookies of another build can't be read; they expire by themselves.
                        unreadable -> {});
    }

    private void found(List<KeptOrder> orders) {
        for (KeptOrder order : orders) {
            boolean known = lines.containsKey(order.key()) || atHand.containsKey(order.key());
            if (!known && order.user().equals(caller.name()) && isOurs(order)) {
                FlightLine line = new FlightLine(order, desk, this);
                lines.put(order.key(), line);
                list.add(line);
                line.look();
            }
        }
        setVisible(!lines.isEmpty());
    }

    /** An entry for a file is harmless even if forged, because a file can't be sent again. */
    private boolean isOurs(KeptOrder order) {
        byte[] wanted = seal(order.key()).getBytes(StandardCharsets.UTF_8);
        return order.kind() == KeptOrder.Kind.ATTACH
                || MessageDigest.isEqual(wanted, order.seal().getBytes(StandardCharsets.UTF_8));
    }

    String seal(String key) {
        return signIn.seal("order|" + caller.name() + "|" + key);
    }

    Caller caller() {
        return caller.withRequestId(UUID.randomUUID().toString());
    }

    /** A form on this page now waits for the order's answer and reports it. */
    void take(String key, OrderSlip slip) {
        atHand.put(key, slip);
    }

    /** The form no longer waits; an order still without an answer is shown here. */
    void leave(String key) {
        if (atHand.remove(key) != null) {
            readKept();
        }
    }

    void dismiss(FlightLine line) {
        String key = line.order().key();
        forget(key);
        lines.remove(key);
        list.remove(line);
        setVisible(!lines.isEmpty());
    }

    static void forget(String key) {
        UI.getCurrent().getPage().executeJs("window.davebankOrders.forget($0)", key);
    }

    /** Why the shard of this account, or of a new one, can't answer now; empty when it can. */
    String obstacle(@Nullable AccountNumber account) {
        NetworkSnapshot known = latest;
        return account != null
                ? obstacle(desk.shard(account))
                : known == null ? "" : Obstacles.of(known);
    }

    /** The same for the shard that decides an order. */
    String obstacle(int shard) {
        NetworkSnapshot known = latest;
        return known == null || shard < 0 ? "" : Obstacles.of(known, List.of(shard));
    }

    /** Called with every snapshot of the network. */
    public void show(NetworkSnapshot snapshot) {
        latest = snapshot;
        List.copyOf(lines.values()).forEach(FlightLine::tick);
        atHand.values().forEach(slip -> slip.tick(this));
    }

    <T> void work(Live.Work<T> work, Consumer<T> done) {
        Live.work(UI.getCurrent(), work, done, problem -> {});
    }
}
