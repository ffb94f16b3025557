package org.davebank.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import org.davebank.base.AccountNumber;
import org.davebank.base.RandomSource;
import org.junit.jupiter.api.Test;

class AccountOrderTest {

    private static void check(IntUnaryOperator numberOf, int count) {
        AccountOrder order = new AccountOrder();
        TreeSet<Integer> expected = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            int number = numberOf.applyAsInt(i);
            if (expected.add(number)) {
                order.add(number);
            }
        }
        List<Integer> listed = new ArrayList<>();
        for (int at = order.after(-1); at >= 0; at = order.after(at)) {
            listed.add(at);
        }
        assertThat(listed).containsExactlyElementsOf(expected);
        for (int number = 0; number < 2_000; number++) {
            Integer higher = expected.higher(number);
            assertThat(order.after(number)).isEqualTo(higher == null ? -1 : higher);
        }
        assertThat(order.after(AccountNumber.VALUE_MAX)).isEqualTo(-1);
    }

    @Test
    void numbersAreInOrderHoweverTheyCome() {
        RandomSource random = new RandomSource(5);
        check(i -> i, 5_000);
        check(i -> 5_000 - i, 5_000);
        check(i -> random.nextInt(AccountNumber.VALUE_MAX + 1), 20_000);
        check(i -> random.nextInt(3_000), 20_000);
    }

    @Test
    void anEmptyOneHasNoNext() {
        assertThat(new AccountOrder().after(-1)).isEqualTo(-1);
    }

    @Test
    void numbersInOrderFillTheirBlocks() {
        AccountOrder order = new AccountOrder();
        for (int i = 0; i < 300_000; i++) {
            order.add(i);
        }
        assertThat(order.bytes()).isLessThan(300_000 * 5L);
    }
}
