package org.davebank.console.transactions;

import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.data.provider.Query;
import java.io.Serializable;
import java.util.stream.Stream;
import org.davebank.base.AccountNumber;
import org.davebank.console.CursorPages;
import org.davebank.console.Notices;
import org.davebank.console.SignedIn;
import org.davebank.console.Texts;
import org.davebank.console.orders.KeptOrder;
import org.davebank.ledger.Account;
import org.davebank.service.Caller;
import org.davebank.service.ReadOptions;
import org.davebank.service.ServiceProblem;
import org.davebank.service.bank.Listings;
import org.jspecify.annotations.Nullable;

/**
 * Finds an account by its number, holder or alias. The list shows what any replica knows, so a number or
 * an alias that it does not show can be typed as well.
 */
final class AccountBox extends ComboBox<AccountBox.Choice> {

    private static final long serialVersionUID = 1L;

    private static final int ROWS_ASKED_FOR = 50;

    /**
     * What was chosen or typed.
     *
     * @param account a number or an alias
     * @param label what the field shows
     */
    record Choice(String account, String label) implements Serializable {

        private static Choice of(Account account) {
            String number = account.number().toString();
            return new Choice(number, number + KeptOrder.CHOICE + account.holder());
        }

        private static Choice typed(String text) {
            String plain = text.strip();
            return new Choice(plain, plain);
        }
    }

    private final transient Listings listings;
    private final Caller caller = SignedIn.caller();
    private @Nullable String sought;
    private transient CursorPages<Account> pages;

    AccountBox(String label, Listings listings) {
        super(label);
        setPageSize(ROWS_ASKED_FOR);
        this.listings = listings;
        this.pages = pages();
        setItemLabelGenerator(Choice::label);
        setItems(this::fetch);
        setAllowCustomValue(true);
        addCustomValueSetListener(typed -> setValue(Choice.typed(typed.getDetail())));
        setManualValidation(true);
        addValueChangeListener(change -> setInvalid(false));
        setHelperText(Texts.get("money.to.help"));
    }

    private CursorPages<Account> pages() {
        return new CursorPages<>((cursor, limit) ->
                listings.accounts(caller, sought, cursor, limit, ReadOptions.KNOWN));
    }

    private Stream<Choice> fetch(Query<Choice, String> query) {
        String text = query.getFilter().map(String::strip).filter(t -> !t.isEmpty()).orElse(null);
        int offset = query.getOffset();
        int limit = query.getLimit();
        if (offset == 0) {
            sought = text;
            pages = pages();
        }
        try {
            return pages.fetch(offset, limit).map(Choice::of);
        } catch (ServiceProblem e) {
            setHelperText(Notices.sentence(e));
            return Stream.empty();
        }
    }

    /** The number or alias, empty when there is none. */
    String account() {
        Choice choice = getValue();
        return choice == null ? "" : choice.account();
    }

    /** Marks what cannot be the account that receives; {@code from} is the account that pays. */
    void check(String from) {
        String account = account();
        boolean same = account.equals(from) && AccountNumber.isValid(account);
        boolean missing = account.isEmpty() && isRequiredIndicatorVisible();
        setErrorMessage(Texts.get(same ? "money.to.same" : "money.to.missing"));
        setInvalid(missing || same);
    }
}
