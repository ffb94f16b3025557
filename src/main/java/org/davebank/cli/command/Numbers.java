package org.davebank.cli.command;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses numbers on the command line; anything else gets a one-sentence error. */
public final class Numbers {

    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]+");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?[0-9]{1,20}(\\.[0-9]{1,20})?");
    private static final int PORT_MAX = 65_535;

    /** A port to bind or to connect to; 0 means any, where that makes sense. */
    public static final class Port implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            int port = whole(text);
            if (port < 0 || port > PORT_MAX) {
                throw wrong(text, "is no port, which lies between 0 and " + PORT_MAX);
            }
            return port;
        }
    }

    private Numbers() {}

    /** Registers these converters for all options of their types. */
    static void register(CommandLine commandLine) {
        commandLine.registerConverter(int.class, Numbers::whole);
        commandLine.registerConverter(Integer.class, Numbers::whole);
        commandLine.registerConverter(Long.class, Numbers::wholeLong);
        commandLine.registerConverter(BigDecimal.class, Numbers::decimal);
    }

    private static int whole(String text) {
        long whole = wholeLong(text);
        if (whole != (int) whole) {
            throw wrong(text, "has too many digits");
        }
        return (int) whole;
    }

    private static long wholeLong(String text) {
        if (!WHOLE.matcher(text).matches()) {
            throw wrong(text, "is no whole number");
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw wrong(text, "has too many digits");
        }
    }

    private static BigDecimal decimal(String text) {
        if (!DECIMAL.matcher(text).matches()) {
            throw wrong(text, "is no plain number such as 12.5");
        }
        return new BigDecimal(text);
    }

    private static TypeConversionException wrong(String text, String why) {
        return new TypeConversionException("'" + text + "' " + why);
    }
}
