package org.davebank.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.davebank.base.Address;
import org.davebank.base.MemberId;
import org.davebank.directory.SystemState.RecordedMember;
import org.davebank.membership.Member;
import org.davebank.membership.MemberRole;
import org.davebank.membership.MemberState;
import org.davebank.membership.MemberStatus;
import org.junit.jupiter.api.Test;

class MemberNamesTest {

    private static final MemberId OLD = new MemberId(1);
    private static final MemberId NEW = new MemberId(2);

    private static MemberStatus status(MemberId id, MemberState state, long sinceNs) {
        Member member =
                new Member(id, "Anna", MemberRole.WORKER, new Address("127.0.0.1", 9), 0, null, 1);
        return new MemberStatus(member, state, sinceNs);
    }

    @Test
    void aNameUsedTwiceMeansTheMemberThatIsThere() {
        MemberNames names =
                MemberNames.of(
                        List.of(
                                status(OLD, MemberState.DEAD, 9),
                                status(NEW, MemberState.ALIVE, 5)),
                        List.of(new RecordedMember(OLD, "Anna", false)));

        assertThat(names.of(List.of(OLD, NEW))).containsExactly("Anna (former)", "Anna");
        assertThat(names.present()).hasSize(1);
    }

    @Test
    void ofTwoThatAreGoneItMeansTheOneThatWentLast() {
        MemberNames names =
                MemberNames.of(
                        List.of(status(OLD, MemberState.DEAD, 5), status(NEW, MemberState.DEAD, 9)),
                        List.of());

        assertThat(names.of(NEW)).isEqualTo("Anna");
        assertThat(names.of(OLD)).isEqualTo("Anna (former)");
    }

    @Test
    void aMemberThatGossipDoesNotKnowAnyMoreHasItsRecordedName() {
        MemberNames names =
                MemberNames.of(List.of(), List.of(new RecordedMember(OLD, "Anna", false)));

        assertThat(names.of(OLD)).isEqualTo("Anna");
        assertThat(names.of(NEW)).isEqualTo(NEW.toString());
    }
}
