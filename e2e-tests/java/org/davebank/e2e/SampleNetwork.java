package org.davebank.e2e;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A second network that classes share, with the sample in its bank and a browser; for
 * tests that look at the sample or fill the bank with many rows.
 */
public final class SampleNetwork implements BeforeAllCallback {

    private static LocalNetwork network;
    private static Browser browser;

    static LocalNetwork network() {
        return network;
    }

    static Browser browser() {
        return browser;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        network = SharedNetwork.whole(context, SampleNetwork.class, "--sample");
        PlaywrightAssertions.setDefaultAssertionTimeout(ConsoleWords.PATIENCE_MS);
        browser =
                SharedNetwork.store(context)
                        .computeIfAbsent(Browser.class, first -> Browser.start(), Browser.class);
    }
}
