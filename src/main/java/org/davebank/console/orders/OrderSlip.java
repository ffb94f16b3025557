package org.davebank.console.orders;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.upload.Upload;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.console.SignedIn;
import org.davebank.console.Texts;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a form's order from being lost: the browser stores it when the button is pressed, before
 * any server sees it, and forgets it when the bank has answered.
 */
public final class OrderSlip implements Serializable {

    private static final long serialVersionUID = 1L;

    /** How long an answer may take before the form says why. */
    private static final long SILENCE_MS = 1_000;

    private static final String KEPT = "element.davebankKept !== false";

    private final Button send;
    private final KeptOrder.Kind kind;
    private final Map<String, Component> fields;
    private String key = "";
    private final Div note = new Div();
    private transient @Nullable AccountNumber account;
    private long sentMs = -1;

    /**
     * @param fields by the names in {@link KeptOrder.Kind}
     * @param pressed called for each press; with false when the browser has no room for another
     *     order, which must then not be sent
     */
    public OrderSlip(
            Button send,
            KeptOrder.Kind kind,
            Map<String, ? extends Component> fields,
            Consumer<Boolean> pressed) {
        this.send = send;
        this.kind = kind;
        this.fields = new LinkedHashMap<>(fields);
        send.getElement()
                .addEventListener(
                        "click",
                        event -> pressed.accept(event.getEventData().path(KEPT).asBoolean()))
                .addEventData(KEPT);
    }

    /** Keeps one more field of the next order, by its name in {@link KeptOrder.Kind}. */
    public void keep(String name, Component field) {
        fields.put(name, field);
    }

    /**
     * Uses this key for the next order.
     *
     * @param known fields that the person does not type
     */
    public void begin(String newKey, Map<String, String> known) {
        key = newKey;
        InFlight flight = InFlight.current();
        String seal = flight == null ? "" : flight.seal(key);
        if (flight != null) {
            flight.take(key, this);
        }
        KeptOrder order =
                new KeptOrder(key, kind, SignedIn.caller().name(), seal, 0, Map.copyOf(known));
        List<Object> arguments = new ArrayList<>();
        arguments.add(send.getElement());
        arguments.add(order);
        arguments.add(List.copyOf(fields.keySet()));
        StringBuilder call = new StringBuilder("window.davebankOrders.arm($0, $1, $2");
        for (Component field : fields.values()) {
            call.append(", $").append(arguments.size());
            arguments.add(field.getElement());
        }
        send.getElement().executeJs(call.append(")").toString(), arguments.toArray());
    }

    /**
     * Marks the order as sent.
     *
     * @param to the account concerned, null for a new one
     * @return a line that says so, and after a second what the answer is waiting for
     */
    public Div sent(@Nullable AccountNumber to) {
        account = to;
        sentMs = System.currentTimeMillis();
        note.setText(Texts.get("orders.sent"));
        note.setClassName("note plain");
        return note;
    }

    void tick(InFlight flight) {
        if (sentMs >= 0 && System.currentTimeMillis() - sentMs >= SILENCE_MS) {
            String obstacle = flight.obstacle(account);
            String text = Texts.get("orders.waiting", obstacle).strip();
            if (!text.equals(note.getText())) {
                note.setText(text);
            }
        }
    }

    /** The order is over: the bank has answered, or it was not sent. */
    public void settled() {
        sentMs = -1;
        InFlight.forget(key);
    }

    /** The form closes; an order without an answer is then shown above the views. */
    public void leave() {
        InFlight flight = InFlight.current();
        if (flight != null) {
            flight.leave(key);
        }
    }

    /** Stores the name of each file that is dropped for a transaction. */
    public static void watch(Upload upload, TransactionId transaction) {
        KeptOrder order =
                new KeptOrder(
                        "",
                        KeptOrder.Kind.ATTACH,
                        SignedIn.caller().name(),
                        "",
                        0,
                        Map.of("transaction", transaction.toString()));
        upload.getElement()
                .executeJs(
                        "window.davebankOrders.watchUploads($0, $1)", upload.getElement(), order);
    }

    /** The bank has answered for a file. */
    public static void settled(@Nullable UI ui, TransactionId transaction, String name) {
        if (ui != null) {
            ui.getPage()
                    .executeJs(
                            "window.davebankOrders.forgetFile($0, $1)",
                            transaction.toString(),
                            name);
        }
    }
}
