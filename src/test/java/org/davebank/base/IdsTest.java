package org.davebank.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {

    @Test
    void anAccountNumberKeepsItsLeadingZeros() {
        assertThat(AccountNumber.parse("00000042")).hasToString("00000042");
        assertThat(new AccountNumber(AccountNumber.VALUE_MAX)).hasToString("99999999");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1234567", "123456789", "1234567a", "１２３４５６７８", " 1234567", "+1234567"})
    void anythingButEightAsciiDigitsIsNoAccountNumber(String text) {
        assertThat(AccountNumber.isValid(text)).isFalse();
        assertThatThrownBy(() -> AccountNumber.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void idsMadeByTheBankAreVersionSevenInTheOrderOfTime() {
        RandomSource random = new RandomSource(1);
        TransactionId first = TransactionId.v7(1_000, random);
        TransactionId second = TransactionId.v7(1_001, random);

        assertThat(first).isLessThan(second);
        assertThat(first.toString().charAt(14)).isEqualTo('7');
        assertThat(TransactionId.parse(first.toString())).isEqualTo(first);
    }

    @Test
    void anAddressIsHostAndPort() {
        assertThat(Address.parse("127.0.0.1:5001")).isEqualTo(new Address("127.0.0.1", 5001));
        assertThat(Address.parse("[::1]:5001")).hasToString("[::1]:5001");
        assertThatThrownBy(() -> Address.parse("5001"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Address.parse("host:70000"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theSameSeedGivesTheSameNumbers() {
        assertThat(new RandomSource(7).fork().nextLong())
                .isEqualTo(new RandomSource(7).fork().nextLong());
    }
}
