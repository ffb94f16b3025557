package org.davebank.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WireTest {

    @Test
    void whatWasWrittenIsRead() throws WireException {
        byte[] bytes =
                new WireWriter(1)
                        .u8(255)
                        .u16(65_535)
                        .i32(-7)
                        .i64(Long.MIN_VALUE)
                        .varint(300)
                        .varint(-1)
                        .zigzag(-5)
                        .bool(true)
                        .text("Zürich £")
                        .optionalText(null)
                        .optionalText("there")
                        .bytes(new byte[] {1, 2})
                        .toBytes();

        WireReader in = new WireReader(bytes);
        assertThat(in.u8()).isEqualTo(255);
        assertThat(in.u16()).isEqualTo(65_535);
        assertThat(in.i32()).isEqualTo(-7);
        assertThat(in.i64()).isEqualTo(Long.MIN_VALUE);
        assertThat(in.varint()).isEqualTo(300);
        assertThat(in.varint()).isEqualTo(-1);
        assertThat(in.zigzag()).isEqualTo(-5);
        assertThat(in.bool()).isTrue();
        assertThat(in.text(64)).isEqualTo("Zürich £");
        assertThat(in.optionalText(64)).isNull();
        assertThat(in.optionalText(64)).isEqualTo("there");
        assertThat(in.bytes(64)).containsExactly(1, 2);
        in.end();
    }

    @Test
    void aLengthBeyondTheInputIsRefusedBeforeAnythingIsAllocated() {
        byte[] claimsTwoGigabytes = new WireWriter().varint(Integer.MAX_VALUE).toBytes();

        assertThatThrownBy(() -> new WireReader(claimsTwoGigabytes).bytes(Integer.MAX_VALUE))
                .isInstanceOf(WireException.class);
        assertThatThrownBy(() -> new WireReader(claimsTwoGigabytes).listSize(8))
                .isInstanceOf(WireException.class);
    }

    @Test
    void malformedTextFlagsAndNumbersAreRefused() {
        assertThatThrownBy(() -> new WireReader(new byte[] {2, (byte) 0xc3, 0x28}).text(10))
                .isInstanceOf(WireException.class);
        assertThatThrownBy(() -> new WireReader(new byte[] {2}).bool())
                .isInstanceOf(WireException.class);
        byte[] elevenBytes = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
        assertThatThrownBy(() -> new WireReader(elevenBytes).varint())
                .isInstanceOf(WireException.class);
        assertThatThrownBy(() -> new WireReader(new byte[] {1}).end())
                .isInstanceOf(WireException.class);
    }
}
