package org.davebank.exchange;

import org.davebank.base.Money;

/**
 * Parameters of an import apart from the file and its mapping.
 *
 * @param defaultCurrency ISO 4217: the currency of account rows that name none
 * @param bytesMax maximum size of the text after decompression; exceeding it causes {@code
 *     too_large}
 */
public record ImportSettings(String defaultCurrency, long bytesMax) {

    /** About a hundred million ordinary rows. */
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
