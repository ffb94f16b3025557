package org.davebank.console;

import com.vaadin.flow.router.RouterLink;

/**
 * A link to the page of an account. It names the page by its address, so that a list of transactions
 * can link to the account's page while that page shows such a list.
 */
public final class AccountLink extends RouterLink {

    private static final long serialVersionUID = 1L;

    /** The address of the list of accounts; the page of an account lies below it. */
    public static final String ROUTE = "accounts";

    /**
     * @param text what people read
     * @param number the account's number, which consists of digits
     */
    public AccountLink(String text, String number) {
        setText(text);
        getElement().setAttribute("href", ROUTE + "/" + number);
    }
}
