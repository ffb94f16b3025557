package org.davebank.service.bank;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.davebank.api.ProblemCode;
import org.davebank.service.Caller;
import org.davebank.service.ServiceProblem;

/**
 * Settles a posting whose outcome is unknown: sends it again under its key until the bank has
 * decided. That is safe however the first try went, and unlike a look-up it also settles a try that
 * is still under way.
 */
final class Settlement {

    /** After so long the outcome stays unknown and people are shown where to look. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    static final Duration PAUSE = Duration.ofMillis(500);

    /** One try; see {@link BankService#post}. */
    @FunctionalInterface
    interface Try {
        Posted post(Caller caller, PostRequest request);
    }

    /** Lets time pass between two tries. */
    @FunctionalInterface
    interface Pause {
        void sleep(Duration time) throws InterruptedException;
    }

    private final Try bank;
    private final LongSupplier nowNs;
    private final Pause pause;

    Settlement(Try bank, LongSupplier nowNs, Pause pause) {
        this.bank = bank;
        this.nowNs = nowNs;
        this.pause = pause;
    }

    /**
     * @throws ServiceProblem the bank's refusal, or outcome_unknown with the request's id after
     *     {@link #PATIENCE}
     */
    Posted settle(Caller caller, PostRequest request) throws InterruptedException {
        long beganNs = nowNs.getAsLong();
        while (true) {
            try {
                return bank.post(caller, request);
            } catch (ServiceProblem e) {
                if (!e.code().isUndecided()) {
                    throw e;
                }
            }
            if (nowNs.getAsLong() - beganNs > PATIENCE.toNanos()) {
                throw ServiceProblem.about(
                        ProblemCode.OUTCOME_UNKNOWN, "", String.valueOf(request.id()));
            }
            pause.sleep(PAUSE);
        }
    }
}
