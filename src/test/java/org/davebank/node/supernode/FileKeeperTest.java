package org.davebank.node.supernode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.davebank.base.Address;
import org.davebank.base.MemberId;
import org.davebank.base.WireWriter;
import org.davebank.directory.SharedFile;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemResult;
import org.davebank.directory.SystemState;
import org.davebank.membership.Member;
import org.davebank.membership.MemberRole;
import org.davebank.membership.MemberState;
import org.davebank.membership.MemberStatus;
import org.davebank.node.port.LoneNode;
import org.davebank.node.settings.FileSettings;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.junit.jupiter.api.Test;

/** The supernode's work for files, with nodes that answer when the test says so. */
class FileKeeperTest {

    private static final long S = 1_000_000_000L;
    private static final int FILES = 30;

    private final SystemState state = new SystemState();
    private final Map<MemberId, MemberState> members = new LinkedHashMap<>();
    private final Map<MemberId, Set<String>> disks = new LinkedHashMap<>();
    private final Map<RequestBody, Consumer<Reply>> asked = new LinkedHashMap<>();
    private final FileKeeper keeper =
            new FileKeeper(new Neighbourhood(), state, FileSettings.DEFAULT);
    private long nowNs;

    private final class Neighbourhood extends LoneNode {
        @Override
        public List<MemberStatus> members() {
            List<MemberStatus> all = new ArrayList<>();
            members.forEach((id, at) -> all.add(new MemberStatus(member(id), at, 0)));
            return all;
        }

        @Override
        public void ask(RequestBody body, long timeoutNs, Consumer<Reply> answer) {
            asked.put(body, answer);
        }
    }

    private static Member member(MemberId id) {
        Address address = new Address("10.0.0." + id.value(), 5001);
        return new Member(id, "n" + id.value(), MemberRole.SERVER, address, 0, null, 1);
    }

    private static String file(int number) {
        return HexFormat.of().toHexDigits(number).repeat(8);
    }

    private void start(int nodes) {
        for (int i = 1; i <= nodes; i++) {
            members.put(new MemberId(i), MemberState.ALIVE);
            disks.put(new MemberId(i), new TreeSet<>());
        }
    }

    private void keepOn(String file, int... holders) {
        List<MemberId> ids = new ArrayList<>();
        for (int holder : holders) {
            ids.add(new MemberId(holder));
            disks.get(new MemberId(holder)).add(file);
        }
        state.apply(new SystemCommand.RecordFile(file, 9, false, ids, state.fileRemovals()));
        state.apply(new SystemCommand.KeepFile(file));
    }

    /** One round, in which inventories and the register answer. */
    private void round() {
        nowNs += S;
        keeper.tick(nowNs, 1);
        answerTheRest();
    }

    private void answerTheRest() {
        for (RequestBody body : List.copyOf(asked.keySet())) {
            if (!asked.containsKey(body)) {
                continue; // It was answered while an earlier answer was taken.
            }
            switch (body) {
                case RequestBody.Inventory b -> {
                    WireWriter names = new WireWriter();
                    disks.get(b.member()).forEach(each -> names.raw(HexFormat.of().parseHex(each)));
                    answer(body, new Reply.Done(names.toBytes()));
                }
                case RequestBody.Decide b -> answer(body, new Reply.Decided(1, List.of(decide(b))));
                default -> {}
            }
        }
    }

    private SystemResult decide(RequestBody.Decide body) {
        return state.apply(body.commands().getFirst());
    }

    private void answer(RequestBody body, Reply reply) {
        Consumer<Reply> waiting = asked.remove(body);
        if (waiting == null) {
            throw new IllegalStateException("only what was asked is answered");
        }
        waiting.accept(reply);
        answerTheRest();
    }

    private List<RequestBody.FetchFile> copies() {
        List<RequestBody.FetchFile> copies = new ArrayList<>();
        asked.keySet()
                .forEach(body -> {
                    if (body instanceof RequestBody.FetchFile fetch) {
                        copies.add(fetch);
                    }
                });
        return copies;
    }

    private List<RequestBody.DropFile> drops() {
        List<RequestBody.DropFile> drops = new ArrayList<>();
        asked.keySet()
                .forEach(body -> {
                    if (body instanceof RequestBody.DropFile drop) {
                        drops.add(drop);
                    }
                });
        return drops;
    }

    private void made(RequestBody.FetchFile copy) {
        disks.get(copy.member()).add(copy.sha256());
        answer(copy, new Reply.Done(new byte[0]));
    }

    @Test
    void copiesThatAreStuckLetTheOthersGoOn() {
        start(4);
        for (int i = 0; i < FILES; i++) {
            keepOn(file(i), 1, 2, 3);
            disks.get(new MemberId(3)).remove(file(i));
        }
        round();
        round();
        List<RequestBody.FetchFile> first = copies();
        assertThat(first).hasSize(FileKeeper.COPIES_MAX);
        for (RequestBody.FetchFile stuck : first.subList(1, first.size())) {
            assertThat(stuck.member()).isEqualTo(new MemberId(3));
        }
        Set<String> done = new TreeSet<>();
        RequestBody.FetchFile next = first.getFirst();
        while (next != null) {
            done.add(next.sha256());
            made(next);
            next = null;
            for (RequestBody.FetchFile each : copies()) {
                next = first.contains(each) ? next : each;
            }
        }
        assertThat(done).hasSize(FILES - first.size() + 1);
    }

    @Test
    void aNodeThatCannotKeepItsCopyIsReplaced() {
        start(4);
        keepOn(file(1), 1, 2, 3);
        disks.get(new MemberId(3)).clear();
        round();
        round();
        answer(copies().getFirst(), new Reply.Full("no room"));
        round();
        assertThat(copies()).hasSize(1);
        assertThat(copies().getFirst().member()).isEqualTo(new MemberId(4));
        made(copies().getFirst());
        assertThat(holders(file(1))).contains(new MemberId(4));
    }

    private List<MemberId> holders(String file) {
        SharedFile known = state.file(file);
        return known == null ? List.of() : known.holders();
    }

    @Test
    void aHolderThatIsDeadForGoodIsGivenUpOnlyWhenItIsReplaced() {
        start(4);
        keepOn(file(1), 1, 2, 3);
        round();
        members.put(new MemberId(3), MemberState.DEAD);
        for (int i = 0; i < 12; i++) {
            round();
        }
        assertThat(holders(file(1))).contains(new MemberId(3));
        made(copies().getFirst());
        round();
        assertThat(holders(file(1)))
                .containsExactly(new MemberId(1), new MemberId(2), new MemberId(4));
        assertThat(drops()).isEmpty();
    }

    @Test
    void aSpareCopyIsDroppedBehindTheEntryThatGivesItUp() {
        start(4);
        keepOn(file(1), 1, 2, 3);
        disks.get(new MemberId(4)).add(file(1));
        for (int i = 0; i < 590; i++) {
            round();
        }
        assertThat(drops()).isEmpty();
        for (int i = 0; i < 20; i++) {
            round();
        }
        assertThat(drops()).containsExactly(new RequestBody.DropFile(new MemberId(4), file(1), 1));
        assertThat(state.file(file(1)).releasedAt()).isEqualTo(1);
    }

    @Test
    void aSpareCopyStaysWhileAHolderHasNone() {
        start(4);
        keepOn(file(1), 1, 2, 3);
        disks.get(new MemberId(4)).add(file(1));
        disks.get(new MemberId(3)).clear();
        for (int i = 0; i < 700; i++) {
            round();
        }
        assertThat(drops()).isEmpty();
        assertThat(state.fileRemovals()).isZero();
    }
}
