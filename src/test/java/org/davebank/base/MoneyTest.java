package org.davebank.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class MoneyTest {

    @Test
    void amountsAreWholeMinorUnitsAndNeverRounded() {
        assertThat(Money.toMinor(new BigDecimal("12.5"), "GBP")).isEqualTo(1_250);
        assertThat(Money.toMinor(new BigDecimal("12"), "JPY")).isEqualTo(12);
        assertThat(Money.toMinor(new BigDecimal("1.234"), "KWD")).isEqualTo(1_234);
        assertThatThrownBy(() -> Money.toMinor(new BigDecimal("0.001"), "GBP"))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void majorUnitsKeepTheCurrencysDecimals() {
        assertThat(Money.toMajor(100, "GBP").toPlainString()).isEqualTo("1.00");
        assertThat(Money.toMajor(-5, "GBP").toPlainString()).isEqualTo("-0.05");
        assertThat(Money.toMajor(100, "JPY").toPlainString()).isEqualTo("100");
    }

    @Test
    void onlyCurrenciesWithAMinorUnitCount() {
        assertThat(Money.isCurrency("GBP")).isTrue();
        assertThat(Money.isCurrency("gbp")).isFalse();
        assertThat(Money.isCurrency("XXX")).isFalse();
        assertThat(Money.isCurrency("POUND")).isFalse();
    }
}
