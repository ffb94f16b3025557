package org.davebank.bot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DaveBotTest {

    /** Stops its bot after so many orders, so that no test waits for a clock. */
    private static Verdict run(PaperBank bank, int orders) throws InterruptedException {
        AtomicReference<DaveBot> bot = new AtomicReference<>();
        Teller counting =
                new Teller() {
                    private final Set<String> keys = new HashSet<>();

                    @Override
                    public String open(String holder, String key) {
                        return bank.open(holder, key);
                    }

                    @Override
                    public synchronized Outcome post(Order order) {
                        keys.add(order.key());
                        if (keys.size() >= orders) {
                            bot.get().stop();
                        }
                        return bank.post(order);
                    }

                    @Override
                    public long balanceMinor(String account) {
                        return bank.balanceMinor(account);
                    }

                    @Override
                    public Statement statement(String account) {
                        return bank.statement(account);
                    }
                };
        bot.set(new DaveBot(counting, new DaveBot.Plan("t", 10_000, 7, 0, 42)));
        return bot.get().run();
    }

    @Test
    void findsARightBankCorrect() throws InterruptedException {
        Verdict verdict = run(new PaperBank(), 500);
        assertThat(verdict.ruling())
                .as(verdict.examples().toString())
                .isEqualTo(Verdict.Ruling.CORRECT);
        assertThat(verdict.operations()).isGreaterThanOrEqualTo(500);
        assertThat(verdict.posted()).isPositive();
        assertThat(verdict.rejected()).isPositive();
    }

    @Test
    void findsOutWhatBecameOfLostAnswers() throws InterruptedException {
        PaperBank bank = new PaperBank();
        bank.losesAnswerOfEvery = 5;
        Verdict verdict = run(bank, 500);
        assertThat(verdict.ruling())
                .as(verdict.examples().toString())
                .isEqualTo(Verdict.Ruling.CORRECT);
        assertThat(verdict.resolvedPosted()).isPositive();
        assertThat(verdict.resolvedPosted() + verdict.resolvedAbsent()).isGreaterThanOrEqualTo(100);
    }

    @Test
    void catchesABankThatPostsTwice() throws InterruptedException {
        PaperBank bank = new PaperBank();
        bank.repeatsEvery = 100;
        assertThat(run(bank, 500).ruling()).isEqualTo(Verdict.Ruling.VIOLATED);
    }

    @Test
    void catchesABankThatLosesWhatIsPaidToOthers() throws InterruptedException {
        PaperBank bank = new PaperBank();
        bank.losesCredits = true;
        Verdict verdict = run(bank, 500);
        assertThat(verdict.examples()).anyMatch(each -> each.startsWith("J8:"));
    }

    @Test
    void catchesABankThatPaysWhatIsHeld() throws InterruptedException {
        PaperBank bank = new PaperBank();
        bank.ignoresHolds = true;
        assertThat(run(bank, 2_000).examples())
                .anyMatch(each -> each.startsWith("J14: of what is held"));
    }

    @Test
    void catchesABankThatCapturesMoreThanWasHeld() throws InterruptedException {
        PaperBank bank = new PaperBank();
        bank.capturesTooMuch = true;
        assertThat(run(bank, 500).examples()).anyMatch(each -> each.startsWith("J13:"));
    }

    @Test
    void catchesABankThatNeverFreesTheRest() throws InterruptedException {
        PaperBank bank = new PaperBank();
        bank.keepsRest = true;
        assertThat(run(bank, 2_000).examples()).anyMatch(each -> each.startsWith("J14:"));
    }

    @Test
    void saysUnknownWhenTheBooksCannotBeRead() throws InterruptedException {
        Teller closed =
                new Teller() {
                    @Override
                    public String open(String holder, String key) throws Unreachable {
                        throw new Unreachable("closed");
                    }

                    @Override
                    public Outcome post(Order order) {
                        return new Outcome.NotDone("closed");
                    }

                    @Override
                    public long balanceMinor(String account) throws Unreachable {
                        throw new Unreachable("closed");
                    }

                    @Override
                    public Statement statement(String account) throws Unreachable {
                        throw new Unreachable("closed");
                    }
                };
        Verdict verdict = new DaveBot(closed, new DaveBot.Plan("t", 1, 1, 0, 1)).run();
        assertThat(verdict.ruling()).isEqualTo(Verdict.Ruling.UNKNOWN);
        assertThat(verdict.examples()).containsExactly("closed");
    }

    @Test
    void givesEachOrderAKeyOfItsOwnAndTheSameOrdersForASeed() {
        List<Order> once = orders(7);
        assertThat(orders(7)).isEqualTo(once);
        assertThat(orders(8)).isNotEqualTo(once);
        Set<String> keys = new HashSet<>();
        once.forEach(order -> keys.add(order.key()));
        assertThat(keys).hasSameSizeAs(once).allMatch(key -> key.startsWith("bot-t-"));
    }

    private static List<Order> orders(long seed) {
        Traffic traffic =
                new Traffic(
                        "bot-t-",
                        List.of("00000001", "00000002"),
                        false,
                        new SplittableRandom(seed));
        List<Order> orders = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            orders.add(traffic.next());
        }
        return orders;
    }
}
