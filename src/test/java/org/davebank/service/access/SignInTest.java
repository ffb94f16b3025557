package org.davebank.service.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.davebank.api.ProblemCode;
import org.davebank.host.Secrets;
import org.davebank.service.Caller;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignInTest {

    private static final String HERE = "127.0.0.1";

    @TempDir private Path folder;

    private final Set<Long> used = new HashSet<>();
    private long nowMs = 1_000_000;
    private Secrets secrets;
    private SignIn signIn;

    @BeforeEach
    void network() throws IOException {
        secrets = Secrets.loadOrMake(folder);
        signIn = new SignIn(secrets, (nonce, expiresAtMs) -> used.add(nonce), () -> nowMs);
    }

    private ProblemCode problem(Runnable attempt) {
        try {
            attempt.run();
        } catch (ServiceProblem e) {
            return e.code();
        }
        throw new AssertionError("it was let in");
    }

    @Test
    void theAdministratorSignsInWithThePassword() {
        Caller caller = signIn.byPassword("admin", secrets.adminPassword(), HERE);
        assertThat(caller.name()).isEqualTo("admin");
        assertThat(caller.role()).isEqualTo(Role.ADMIN);
    }

    @Test
    void aWrongPasswordOrNameIsRefused() {
        assertThat(problem(() -> signIn.byPassword("admin", "admin", HERE)))
                .isEqualTo(ProblemCode.UNAUTHENTICATED);
        assertThat(problem(() -> signIn.byPassword("root", secrets.adminPassword(), HERE)))
                .isEqualTo(ProblemCode.UNAUTHENTICATED);
        assertThat(problem(() -> signIn.byPassword("admin", "", HERE)))
                .isEqualTo(ProblemCode.UNAUTHENTICATED);
    }

    @Test
    void aSourceThatFailsTooOftenWaitsEvenWithTheRightPasswordAndOthersDoNot() {
        for (int i = 0; i < SignIn.FAILURES_MAX; i++) {
            assertThat(problem(() -> signIn.byPassword("admin", "wrong", HERE)))
                    .isEqualTo(ProblemCode.UNAUTHENTICATED);
        }
        assertThatThrownBy(() -> signIn.byPassword("admin", secrets.adminPassword(), HERE))
                .isInstanceOf(ServiceProblem.class)
                .hasMessageContaining("try again in 15 s");
        assertThat(signIn.byPassword("admin", secrets.adminPassword(), "10.0.0.2").name())
                .isEqualTo("admin");
        nowMs += SignIn.WAIT_MIN.toMillis();
        assertThat(signIn.byPassword("admin", secrets.adminPassword(), HERE).name())
                .isEqualTo("admin");
    }

    @Test
    void theWaitDoublesWithEachFurtherFailure() {
        for (int i = 0; i < SignIn.FAILURES_MAX; i++) {
            problem(() -> signIn.byPassword("admin", "nonsense", HERE));
        }
        nowMs += SignIn.WAIT_MIN.toMillis();
        problem(() -> signIn.byPassword("admin", "nonsense", HERE));
        nowMs += SignIn.WAIT_MIN.toMillis();
        assertThat(problem(() -> signIn.byPassword("admin", secrets.adminPassword(), HERE)))
                .isEqualTo(ProblemCode.TOO_BUSY);
        nowMs += SignIn.WAIT_MIN.toMillis();
        assertThat(signIn.byPassword("admin", secrets.adminPassword(), HERE).role())
                .isEqualTo(Role.ADMIN);
    }

    @Test
    void aLinkWorksOnce() {
        String link = secrets.signInLink(42, nowMs + 60_000);
        assertThat(signIn.byLink(link, HERE).name()).isEqualTo("admin");
        assertThat(problem(() -> signIn.byLink(link, HERE))).isEqualTo(ProblemCode.UNAUTHENTICATED);
    }

    @Test
    void aLinkThatIsTooOldOrForgedIsRefusedAndNotUsedUp() {
        String link = secrets.signInLink(42, nowMs);
        assertThat(problem(() -> signIn.byLink(link, HERE))).isEqualTo(ProblemCode.UNAUTHENTICATED);
        String good = secrets.signInLink(43, nowMs + 60_000);
        String forged = (good.charAt(0) == 'A' ? 'B' : 'A') + good.substring(1);
        assertThat(problem(() -> signIn.byLink(forged, HERE)))
                .isEqualTo(ProblemCode.UNAUTHENTICATED);
        assertThat(used).isEmpty();
    }

    @Test
    void aLinkSaysSoWhenTheNetworkCannotAgree() {
        SignIn alone =
                new SignIn(
                        secrets,
                        (nonce, expiresAtMs) -> {
                            throw ServiceProblem.of(ProblemCode.NO_QUORUM, "no quorum");
                        },
                        () -> nowMs);
        String link = secrets.signInLink(42, nowMs + 60_000);
        assertThat(problem(() -> alone.byLink(link, HERE))).isEqualTo(ProblemCode.NO_QUORUM);
    }

    @Test
    void aCookieOfOneServerIsGoodOnAnotherUntilItExpires() {
        String cookie = signIn.cookie(new Caller("admin", Role.OPERATOR, "x"));
        SignIn other = new SignIn(secrets, (nonce, expiresAtMs) -> false, () -> nowMs);
        Caller caller = other.byCookie(cookie);
        assertThat(caller).isNotNull();
        assertThat(caller.name()).isEqualTo("admin");
        assertThat(caller.role()).isEqualTo(Role.OPERATOR);
        nowMs += SignIn.COOKIE_LIFE.toMillis();
        assertThat(other.byCookie(cookie)).isNull();
    }

    @Test
    void aCookieThatWasTouchedIsRefused() {
        String cookie = signIn.cookie(new Caller("admin", Role.VIEWER, "x"));
        for (int i = 0; i < cookie.length(); i++) {
            char other = cookie.charAt(i) == 'A' ? 'Q' : 'A';
            String touched = cookie.substring(0, i) + other + cookie.substring(i + 1);
            Caller caller = signIn.byCookie(touched);
            // The last letter of a base64 text carries bits that mean nothing.
            if (caller != null) {
                assertThat(caller.role()).isEqualTo(Role.VIEWER);
                assertThat(i).isIn(cookie.indexOf('.') - 1, cookie.length() - 1);
            }
        }
    }

    @Test
    void nonsenseIsNoCookie() {
        for (String value : new String[] {"", ".", "a.b", "%%%.%%%", "A".repeat(10_000)}) {
            assertThat(signIn.byCookie(value)).as(value).isNull();
        }
    }

    @Test
    void aCookieOfAnotherNetworkIsRefused(@TempDir Path elsewhere) throws IOException {
        SignIn other =
                new SignIn(
                        Secrets.loadOrMake(elsewhere), (nonce, expiresAtMs) -> true, () -> nowMs);
        String cookie = other.cookie(new Caller("admin", Role.ADMIN, "x"));
        assertThat(signIn.byCookie(cookie)).isNull();
    }
}
