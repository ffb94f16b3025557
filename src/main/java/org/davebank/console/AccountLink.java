package org.davebank.console;

import com.vaadin.flow.router.RouterLink;

/**
 * A link to the page of an account. It refers to the page by address, so that a list of
 * transactions can link to the account page, which contains such a list.
 */
public final class AccountLink extends RouterLink {

    private static final long serialVersionUID = 1L;

    /** The address of the list of accounts; account pages are below it. */
    public static final String ROUTE = "accounts";

    /**
     * @param text display text
     * @param number the account's number, which consists of digits
     */
    public AccountLink(String text, String number) {
        setText(text);
        getElement().setAttribute("href", ROUTE + "/" + number);
    }
}
