package org.davebank.console.transactions;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.router.AfterNavigationEvent;
import com.vaadin.flow.router.AfterNavigationObserver;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.streams.DownloadEvent;
import com.vaadin.flow.server.streams.DownloadHandler;
import jakarta.annotation.security.PermitAll;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.davebank.base.AccountNumber;
import org.davebank.console.Panel;
import org.davebank.console.SignedIn;
import org.davebank.console.Texts;
import org.davebank.console.View;
import org.davebank.ledger.ReversalLinks.HoldState;
import org.davebank.ledger.TransactionFilter;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.Caller;
import org.davebank.service.Role;
import org.davebank.service.bank.BankService;
import org.davebank.service.bank.Listings;
import org.davebank.service.exports.ExportService;
import org.davebank.service.network.NetworkService;
import org.jspecify.annotations.Nullable;

/** All transactions of the bank; the address holds the filters. */
@Route("transactions")
@PermitAll
@Menu(title = "nav.transactions", order = 21)
public class TransactionsView extends View implements AfterNavigationObserver {

    private static final long serialVersionUID = 1L;

    private final BankService bank;
    private final Listings listings;
    private final NetworkService network;
    private final TransactionList list;
    private final TextField account = new TextField(Texts.get("filter.account"));
    private final Select<TransactionKind> kind = new Select<>();
    private final Select<HoldState> hold = new Select<>();
    private final TextField text = new TextField(Texts.get("filter.text"));
    private final ExportService exports;
    private final Caller caller = SignedIn.caller();
    private boolean filling;
    private volatile Shown shown = new Shown(null, TransactionFilter.POSTED);

    /** The shown selection; also read by the thread that writes an export. */
    private record Shown(@Nullable AccountNumber account, TransactionFilter filter) {}

    public TransactionsView(
            BankService bank, Listings listings, ExportService exports, NetworkService network) {
        super(Texts.get("nav.transactions"));
        this.bank = bank;
        this.listings = listings;
        this.exports = exports;
        this.network = network;
        list = new TransactionList(listings, network, false);
        list.setTall();
        Button deposit =
                new Button(Texts.get("money.deposit"), click -> open(TransactionKind.DEPOSIT));
        deposit.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        Button withdraw =
                new Button(Texts.get("money.withdraw"), click -> open(TransactionKind.WITHDRAWAL));
        Button transfer =
                new Button(Texts.get("money.transfer"), click -> open(TransactionKind.TRANSFER));
        if (SignedIn.has(Role.TELLER)) {
            addActions(deposit, withdraw, transfer);
        }
        kind.setLabel(Texts.get("filter.kind"));
        kind.setItems(EnumSet.complementOf(EnumSet.of(TransactionKind.BATCH)));
        kind.setEmptySelectionAllowed(true);
        kind.setEmptySelectionCaption(Texts.get("filter.any"));
        kind.setItemLabelGenerator(each -> Texts.get(each == null ? "filter.any" : "kind." + each));
        hold.setLabel(Texts.get("filter.hold"));
        hold.setItems(HoldState.values());
        hold.setEmptySelectionAllowed(true);
        hold.setEmptySelectionCaption(Texts.get("filter.any"));
        hold.setItemLabelGenerator(
                each -> Texts.get(each == null ? "filter.any" : "hold.state." + each));
        for (TextField field : List.of(account, text)) {
            field.setValueChangeMode(ValueChangeMode.LAZY);
            field.setValueChangeTimeout(300);
            field.setClearButtonVisible(true);
            field.addValueChangeListener(change -> toAddress());
        }
        text.setPlaceholder(Texts.get("filter.text.hint"));
        account.setManualValidation(true);
        kind.addValueChangeListener(change -> toAddress());
        hold.addValueChangeListener(change -> toAddress());
        Div filters = new Div(account, kind, hold, text);
        filters.addClassName("filters");
        filters.getElement().setAttribute("role", "search");
        filters.getElement().setAttribute("aria-label", Texts.get("filter.label"));
        Anchor export =
                new Anchor((DownloadHandler) this::export, Texts.get("transactions.export"));
        Panel panel = new Panel(Texts.get("transactions.title"), filters, export, list);
        add(panel);
    }

    /** Exports everything that matches the filters, not only the loaded pages. */
    private void export(DownloadEvent event) throws IOException {
        Shown now = shown;
        ExportService.Type csv = ExportService.type("csv");
        event.setFileName("transactions." + csv.ending());
        event.setContentType(csv.mediaType() + ";charset=UTF-8");
        exports.transactions(caller, now.account(), now.filter(), csv, event.getOutputStream());
    }

    private void open(TransactionKind what) {
        String number = account.getValue();
        new MoneyDialog(
                        bank,
                        listings,
                        what,
                        AccountNumber.isValid(number) ? AccountNumber.parse(number) : null,
                        network.snapshot(SignedIn.caller()).currency(),
                        list::refresh)
                .open();
    }

    private void toAddress() {
        if (filling) {
            return;
        }
        Map<String, String> query = new LinkedHashMap<>();
        if (!account.isEmpty()) {
            query.put("account", account.getValue());
        }
        if (kind.getValue() != null) {
            query.put("kind", kind.getValue().name().toLowerCase(Locale.ROOT));
        }
        if (hold.getValue() != null) {
            query.put("hold", hold.getValue().name().toLowerCase(Locale.ROOT));
        }
        if (!text.isEmpty()) {
            query.put("q", text.getValue());
        }
        UI.getCurrent().navigate(TransactionsView.class, QueryParameters.simple(query));
    }

    @Override
    public void afterNavigation(AfterNavigationEvent event) {
        QueryParameters query = event.getLocation().getQueryParameters();
        filling = true;
        account.setValue(query.getSingleParameter("account").orElse(""));
        kind.setValue(named(TransactionKind.values(), query.getSingleParameter("kind").orElse("")));
        hold.setValue(named(HoldState.values(), query.getSingleParameter("hold").orElse("")));
        text.setValue(query.getSingleParameter("q").orElse(""));
        filling = false;
        String number = account.getValue();
        boolean unfinished = !number.isEmpty() && !AccountNumber.isValid(number);
        account.setInvalid(unfinished);
        account.setErrorMessage(Texts.get("money.account.wrong"));
        shown =
                new Shown(
                        AccountNumber.isValid(number) ? AccountNumber.parse(number) : null,
                        filter(kind.getValue(), text.getValue().strip())
                                .with(hold.getValue(), null));
        list.filter(shown.account(), shown.filter());
    }

    private static <E extends Enum<E>> @Nullable E named(E[] values, String word) {
        return Arrays.stream(values)
                .filter(each -> each.name().equalsIgnoreCase(word))
                .findFirst()
                .orElse(null);
    }

    private static TransactionFilter filter(@Nullable TransactionKind kind, String text) {
        return TransactionFilter.POSTED.of(kind, text.isEmpty() ? null : text);
    }
}
