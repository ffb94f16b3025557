package org.davebank.console.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AccountCountTest {

    @Test
    void aSearchIsCountedAndNotTheBank() {
        assertThat(AccountCount.text(5_000, false, 100, false)).isEqualTo("5,000 accounts");
        assertThat(AccountCount.text(5_000, true, 3, true)).isEqualTo("3 of 5,000 accounts match");
        assertThat(AccountCount.text(5_000, true, 0, true)).isEqualTo("0 of 5,000 accounts match");
        assertThat(AccountCount.text(5_000, true, 100, false))
                .isEqualTo("More than 100 of 5,000 accounts match");
    }
}
