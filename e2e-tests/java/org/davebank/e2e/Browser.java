package org.davebank.e2e;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Tracing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A real Chromium for a test class: the installed one where there is one, by choice the shell
 * without windows, else Playwright's own.
 *
 * <p>{@link #visit} gives each test a fresh profile and, when the test fails, leaves a screenshot
 * and a Playwright trace in {@link #output()}. Not thread-safe: one browser a test class.
 */
public final class Browser implements AutoCloseable {

    /** Draws no windows, and so takes half the processor time of the others. */
    private static final Path HEADLESS = Path.of("/usr/bin/chromium-headless-shell");

    private static final List<Path> INSTALLED =
            Stream.of(
                            "/usr/bin/chromium",
                            "/usr/bin/chromium-browser",
                            "/usr/bin/google-chrome",
                            "/snap/bin/chromium",
                            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
                            "/Applications/Chromium.app/Contents/MacOS/Chromium")
                    .map(Path::of)
                    .toList();

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;

    private Browser(Playwright playwright, com.microsoft.playwright.Browser chromium) {
        this.playwright = playwright;
        this.chromium = chromium;
    }

    /** Starts Chromium, with a window when {@code ./davebank test --headed} asked for one. */
    public static Browser start() {
        Optional<Path> installed =
                Stream.concat(headed() ? Stream.of() : Stream.of(HEADLESS), INSTALLED.stream())
                        .filter(Files::isExecutable)
                        .findFirst();
        Playwright.CreateOptions options = new Playwright.CreateOptions();
        if (installed.isPresent()) {
            Map<String, String> environment = new HashMap<>(System.getenv());
            environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
            options.setEnv(environment);
        }
        Playwright playwright = Playwright.create(options);
        BrowserType.LaunchOptions launch =
                new BrowserType.LaunchOptions().setHeadless(!headed()).setArgs(arguments());
        installed.ifPresent(launch::setExecutablePath);
        return new Browser(playwright, playwright.chromium().launch(launch));
    }

    private static List<String> arguments() {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync"));
        if ("root".equals(System.getProperty("user.name"))) {
            // Chromium's sandbox refuses to work for root, which is who runs tests in a container.
            arguments.add("--no-sandbox");
        }
        return arguments;
    }

    private static boolean headed() {
        return Boolean.getBoolean("davebank.e2e.headed");
    }

    /** Where screenshots and traces of failed tests go. */
    public static Path output() {
        Path output = Path.of(System.getProperty("davebank.e2e.output", "target/e2e"));
        try {
            return Files.createDirectories(output);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Runs {@code test} on a fresh page of the usual size. */
    public void visit(String name, Consumer<Page> test) {
        visit(name, new com.microsoft.playwright.Browser.NewContextOptions(), test);
    }

    /**
     * Runs {@code test} on a fresh page in a fresh profile.
     *
     * @param name the file name of what is left behind when the test fails
     * @param options size, colour scheme, locale and the like
     */
    public void visit(
            String name,
            com.microsoft.playwright.Browser.NewContextOptions options,
            Consumer<Page> test) {
        BrowserContext context = chromium.newContext(options);
        context.tracing().start(new Tracing.StartOptions().setSnapshots(true));
        Page page = context.newPage();
        try {
            test.accept(page);
            context.tracing().stop();
        } catch (Throwable failure) {
            leaveEvidence(name, context, page, failure);
            throw failure;
        } finally {
            context.close();
        }
    }

    /** A page that cannot even be pictured must not hide why its test failed. */
    private static void leaveEvidence(
            String name, BrowserContext context, Page page, Throwable failure) {
        try {
            context.tracing()
                    .stop(new Tracing.StopOptions().setPath(output().resolve(name + ".zip")));
            page.screenshot(new Page.ScreenshotOptions().setPath(output().resolve(name + ".png")));
        } catch (RuntimeException second) {
            failure.addSuppressed(second);
        }
    }

    @Override
    public void close() {
        chromium.close();
        playwright.close();
    }
}
