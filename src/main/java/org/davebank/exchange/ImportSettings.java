package org.davebank.exchange;

import org.davebank.base.Money;

/**
 * What an import needs to know beside the file and its mapping.
 *
 * @param defaultCurrency ISO 4217: the currency of an account row that names none
 * @param bytesMax greatest size of the text, after decompression; more ends in {@code too_large}
 */
public record ImportSettings(String defaultCurrency, long bytesMax) {

    /** A hundred million rows of ordinary length. */
    public static final long BYTES_MAX_DEFAULT = 10L << 30;

    public ImportSettings {
        if (!Money.isCurrency(defaultCurrency)) {
            throw new IllegalArgumentException("not a currency: " + defaultCurrency);
        }
        if (bytesMax <= 0) {
            throw new IllegalArgumentException("bytesMax is positive");
        }
    }

    public static ImportSettings of(String defaultCurrency) {
        return new ImportSettings(defaultCurrency, BYTES_MAX_DEFAULT);
    }
}
