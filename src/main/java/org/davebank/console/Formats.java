package org.davebank.console;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.server.VaadinRequest;
import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Currency;
import java.util.Locale;
import org.davebank.base.Money;
import org.jspecify.annotations.Nullable;

/** Formats numbers, money and times in the reader's language and time zone. */
public final class Formats {

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.S");

    private Formats() {}

    /** Uses the language that the browser asks for. */
    public static void useBrowserLocale() {
        VaadinRequest request = VaadinRequest.getCurrent();
        if (request != null && request.getLocale() != null) {
            UI.getCurrent().setLocale(request.getLocale());
        }
    }

    private static Locale locale() {
        UI ui = UI.getCurrent();
        return ui == null ? Locale.UK : ui.getLocale();
    }

    private static ZoneId zone() {
        UI ui = UI.getCurrent();
        if (ui != null) {
            try {
                String id = ui.getPage().getExtendedClientDetails().getTimeZoneId();
                if (id != null && !id.isBlank()) {
                    return ZoneId.of(id);
                }
            } catch (RuntimeException e) {
                // Unknown zone: use the server's.
            }
        }
        return ZoneId.systemDefault();
    }

    public static String number(long value) {
        return NumberFormat.getIntegerInstance(locale()).format(value);
    }

    /** With the currency's decimals and its symbol or code. */
    public static String money(long minor, String currency) {
        NumberFormat format = NumberFormat.getCurrencyInstance(locale());
        format.setCurrency(Currency.getInstance(currency));
        format.setMinimumFractionDigits(Money.scale(currency));
        format.setMaximumFractionDigits(Money.scale(currency));
        return format.format(Money.toMajor(minor, currency));
    }

    /** An amount as typed, which may have more decimals than the currency. */
    public static String money(BigDecimal amount, String currency) {
        try {
            return money(Money.toMinor(amount, currency), currency);
        } catch (ArithmeticException e) {
            return amount.toPlainString() + " " + currency;
        }
    }

    public static String instant(long wallMs) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM)
                .withLocale(locale())
                .format(Instant.ofEpochMilli(wallMs).atZone(zone()));
    }

    /** Time of day with tenths of a second, for events. */
    public static String clock(long wallMs) {
        return CLOCK.format(Instant.ofEpochMilli(wallMs).atZone(zone()));
    }

    /** "19 s", "4 min", "3 h", "2 d". */
    public static String duration(long ms) {
        long seconds = Math.max(0, ms / 1_000);
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 7_200) {
            return seconds / 60 + " min";
        }
        return seconds < 172_800 ? seconds / 3_600 + " h" : seconds / 86_400 + " d";
    }

    /** "1.8 ms", from microseconds. */
    public static String milliseconds(long us) {
        NumberFormat format = NumberFormat.getNumberInstance(locale());
        format.setMaximumFractionDigits(us < 10_000 ? 1 : 0);
        return format.format(us / 1_000.0) + " ms";
    }

    /** "0:41". */
    public static String countdown(long ms) {
        long seconds = Math.max(0, (ms + 999) / 1_000);
        return String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
    }

    /** Elapsed time in minutes and seconds, such as "0:52". */
    public static String elapsed(long ms) {
        long seconds = Math.max(0, ms / 1_000);
        return String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
    }

    public static String bytes(long bytes) {
        if (bytes < 1_000) {
            return bytes + " B";
        }
        NumberFormat format = NumberFormat.getNumberInstance(locale());
        format.setMaximumFractionDigits(bytes < 10_000_000 ? 1 : 0);
        return bytes < 1_000_000
                ? format.format(bytes / 1_000.0) + " kB"
                : bytes < 1_000_000_000
                        ? format.format(bytes / 1_000_000.0) + " MB"
                        : format.format(bytes / 1_000_000_000.0) + " GB";
    }

    /** Parses an amount in the person's locale or with a decimal point; null if neither fits. */
    public static @Nullable BigDecimal amount(String typed) {
        String text = typed.strip().replace("\u00a0", "").replace(" ", "");
        if (text.matches("\\d{1,15}(\\.\\d{1,6})?")) {
            return new BigDecimal(text);
        }
        DecimalFormat format = (DecimalFormat) NumberFormat.getNumberInstance(locale());
        char decimal = format.getDecimalFormatSymbols().getDecimalSeparator();
        char group = format.getDecimalFormatSymbols().getGroupingSeparator();
        String grouped = "\\d{1,3}(\\" + group + "\\d{3})*(\\" + decimal + "\\d{1,6})?";
        String plain = "\\d{1,15}(\\" + decimal + "\\d{1,6})?";
        if (!text.matches(grouped) && !text.matches(plain)) {
            return null;
        }
        return new BigDecimal(text.replace(String.valueOf(group), "").replace(decimal, '.'));
    }
}
