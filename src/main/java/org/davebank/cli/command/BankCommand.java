package org.davebank.cli.command;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.davebank.base.Money;
import org.davebank.client.BankClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/**
 * The common part of all commands of the bank: a connection, a writer for output, and their
 * options.
 */
public abstract class BankCommand implements Callable<Integer> {

    private static final Pattern AMOUNT = Pattern.compile("-?[0-9]{1,20}(\\.[0-9]{1,20})?");

    public @Mixin ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--json", description = "prints JSON")
    public boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        try (BankClient bank = new BankClient(connection.network())) {
            int code = run(bank);
            out().flush();
            return code;
        }
    }

    public abstract int run(BankClient bank) throws Exception;

    protected PrintWriter out() {
        return spec.commandLine().getOut();
    }

    protected PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** A usage error: exit 2. */
    public static Usage usage(String message) {
        return new Usage(message);
    }

    /** Accepts digits and at most one point; the bank checks the amount itself. */
    protected BigDecimal amount(String text) {
        if (!AMOUNT.matcher(text).matches()) {
            throw usage("'" + text + "' is no amount; write it like 12.50");
        }
        return new BigDecimal(text);
    }

    /** The id of a transaction. */
    protected static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw usage("'" + text + "' is no transaction's id");
        }
    }

    public static String write(Object value) {
        return JsonMapper.shared().writeValueAsString(value);
    }

    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Adds a parameter to a path, unless its value is null. */
    public static String with(String path, String name, @Nullable Object value) {
        if (value == null) {
            return path;
        }
        return path + (path.indexOf('?') < 0 ? '?' : '&') + name + '=' + encode(value.toString());
    }

    /** "12.50 GBP" from minor units. */
    public static String money(long minor, String currency) {
        return Money.isCurrency(currency)
                ? Money.toMajor(minor, currency).toPlainString() + " " + currency
                : Long.toString(minor);
    }
}
