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
 * The orders of this person that have no answer yet, above every view: read from the browser when a
 * page begins, so that those are there which a server node took with it when it died. Each is looked
 * up by its key until the bank has decided; only a press of the button sends it again.
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

    /** The one of the page at hand, or null on a page that orders nothing. */
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
                        // Cookies of another build cannot be read; they expire by themselves.
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

    /** A file cannot be sent again, so it does no harm when somebody else made that entry up. */
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

    /** A form on this page waits for the order's answer and says it. */
    void take(String key, OrderSlip slip) {
        atHand.put(key, slip);
    }

    /** It does no more: what is still without an answer is shown here. */
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

    /** Why the shard of an account, or of a new one, cannot answer now; empty when it can. */
    String obstacle(@Nullable AccountNumber account) {
        NetworkSnapshot known = latest;
        return account != null
                ? obstacle(desk.shard(account))
                : known == null ? "" : Obstacles.of(known);
    }

    /** The same of the shard that decides about an order. */
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
