package org.davebank.base;

/**
 * An eight-digit account number; leading zeros are significant.
 *
 * @param value 0 to 99,999,999
 */
public record AccountNumber(int value) implements Comparable<AccountNumber> {

    public static final int VALUE_MAX = 99_999_999;

    public AccountNumber {
        if (value < 0 || value > VALUE_MAX) {
            throw new IllegalArgumentException("account number out of range: " + value);
        }
    }

    public static boolean isValid(String text) {
        if (text.length() != 8) {
            return false;
        }
        for (int i = 0; i < 8; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** Throws IllegalArgumentException unless the text is exactly eight ASCII digits. */
    public static AccountNumber parse(String text) {
        if (!isValid(text)) {
            throw new IllegalArgumentException("an account number has eight digits");
        }
        return new AccountNumber(Integer.parseInt(text));
    }

    @Override
    public int compareTo(AccountNumber other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        String digits = Integer.toString(value);
        return "00000000".substring(digits.length()) + digits;
    }
}
