package org.davebank.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.davebank.base.Address;
import org.davebank.base.MemberId;
import org.davebank.node.wire.NodeRefused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemberClaimTest {

    private static final MemberId MEMBER = new MemberId(7);

    @TempDir private Path temp;

    private MemberClaim take(MemberId member, String place, int port) throws NodeRefused {
        Address address = new Address("127.0.0.1", port);
        return MemberClaim.take(temp.resolve("claims"), member, "Ann", Path.of(place), address);
    }

    @Test
    void aMemberRunsOnceOnAMachineAtWhateverAddress() throws Exception {
        try (MemberClaim first = take(MEMBER, "/p/net/Ann", 5001);
                MemberClaim other = take(new MemberId(8), "/p/clone/Ann", 5002)) {
            assertThatThrownBy(() -> take(MEMBER, "/p/copy/Ann", 6001))
                    .isInstanceOf(NodeRefused.class)
                    .hasMessage(
                            "/p/copy/Ann is a copy of /p/net/Ann, which runs as Ann at"
                                    + " 127.0.0.1:5001: stop that network first, or make a network"
                                    + " of its own of the copy with ./davebank up --clone --data"
                                    + " /p/copy");
            assertThat(first).isNotSameAs(other);
        }
        take(MEMBER, "/p/copy/Ann", 6001).close();
    }

    @Test
    void whereNoClaimCanBeMadeTheNodeRunsWithoutOne() throws Exception {
        Path file = Files.createFile(temp.resolve("claims"));
        assertThat(file).isRegularFile();
        take(MEMBER, "/p/net/Ann", 5001).close();
        take(MEMBER, "/p/copy/Ann", 6001).close();
    }
}
