package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.Cookie;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A network that classes share, with the sample in its bank and a browser. */
public final class SampleNetwork implements BeforeAllCallback, AfterAllCallback {

    /** The class runs on this network. */
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @ExtendWith(SampleNetwork.class)
    @interface Used {}

    private static LocalNetwork network;
    private static Browser browser;
    private static Cookie signedIn;

    static LocalNetwork network() {
        return network;
    }

    static Browser browser() {
        return browser;
    }

    /** The cookie of a browser that is signed in, good at every server. */
    static Cookie signedIn() {
        return signedIn;
    }

    /** By a one-time link, as a person gets one from {@code davebank open}. */
    private static Cookie signIn() {
        String output = network.run("open").output();
        Matcher link = Pattern.compile("http\\S+/console/sign-in\\?link=\\S+").matcher(output);
        assertThat(link.find()).as(output).isTrue();
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(link.group())).build();
            String header =
                    network.exchange(request).headers().allValues("Set-Cookie").stream()
                            .filter(each -> each.startsWith("davebank-sign-in="))
                            .findFirst()
                            .orElseThrow();
            String[] pair = header.substring(0, header.indexOf(';')).split("=", 2);
            return new Cookie(pair[0], pair[1]).setDomain(request.uri().getHost()).setPath("/");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        network =
                SharedNetworks.begin(
                        context, SampleNetwork.class, () -> LocalNetwork.up("--sample"));
        if (signedIn == null) {
            signedIn = signIn();
        }
        PlaywrightAssertions.setDefaultAssertionTimeout(ConsoleWords.PATIENCE_MS);
        browser =
                SharedNetworks.store(context)
                        .computeIfAbsent(Browser.class, first -> Browser.start(), Browser.class);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        SharedNetworks.end(context, SampleNetwork.class);
    }
}
