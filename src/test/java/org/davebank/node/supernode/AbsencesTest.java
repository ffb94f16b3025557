package org.davebank.node.supernode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.davebank.base.Address;
import org.davebank.base.MemberId;
import org.davebank.membership.Member;
import org.davebank.membership.MemberRole;
import org.davebank.membership.MemberState;
import org.davebank.membership.MemberStatus;
import org.junit.jupiter.api.Test;

class AbsencesTest {

    private static final long S = 1_000_000_000L;
    private static final MemberId ANN = new MemberId(1);
    private static final long PATIENCE_NS = 120 * S;

    private final Absences absences = new Absences(PATIENCE_NS);

    private void look(long nowNs, MemberState state) {
        absences.look(List.of(ANN), List.of(ann(ANN, state)), nowNs);
    }

    private static MemberStatus ann(MemberId id, MemberState state) {
        Address address = new Address("10.0.0.1", 1);
        return new MemberStatus(
                new Member(id, "Ann", MemberRole.WORKER, address, 0, null, 1), state, 0);
    }

    @Test
    void oneThatIsDeadForLongEnoughIsLost() {
        look(0, MemberState.DEAD);
        look(119 * S, MemberState.DEAD);
        assertThat(absences.lost(119 * S)).isEmpty();
        assertThat(absences.lost(120 * S)).containsExactly(ANN);
    }

    @Test
    void whoeverAnswersInBetweenBeginsAnew() {
        look(0, MemberState.DEAD);
        look(100 * S, MemberState.SUSPECT);
        look(110 * S, MemberState.DEAD);
        assertThat(absences.lost(200 * S)).isEmpty();
        assertThat(absences.lost(230 * S)).containsExactly(ANN);
    }

    @Test
    void oneThatSaidGoodByeIsWaitedForMuchLonger() {
        look(0, MemberState.LEFT);
        // Membership forgets it after some minutes; that it is expected back is remembered.
        absences.look(List.of(ANN), List.of(), 700 * S);
        assertThat(absences.lost(1_799 * S)).isEmpty();
        assertThat(absences.lost(1_800 * S)).containsExactly(ANN);
    }

    @Test
    void oneWhoseNameIsThereAgainWithAnotherFolderIsNotExpectedBack() {
        look(0, MemberState.LEFT);
        MemberStatus heir = ann(new MemberId(2), MemberState.ALIVE);
        absences.look(List.of(ANN), List.of(ann(ANN, MemberState.LEFT), heir), 10 * S);
        look(20 * S, MemberState.LEFT);
        assertThat(absences.lost(119 * S)).isEmpty();
        assertThat(absences.lost(120 * S)).containsExactly(ANN);
    }

    @Test
    void oneThatThisNodeHasNeverHeardOfIsWaitedForToo() {
        absences.look(List.of(ANN), List.of(), 5 * S);
        assertThat(absences.lost(124 * S)).isEmpty();
        assertThat(absences.lost(125 * S)).containsExactly(ANN);
    }

    @Test
    void anotherTermWaitsAnew() {
        look(0, MemberState.DEAD);
        absences.reset();
        look(100 * S, MemberState.DEAD);
        assertThat(absences.lost(130 * S)).isEmpty();
    }
}
