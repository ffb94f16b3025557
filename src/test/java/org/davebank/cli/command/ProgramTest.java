package org.davebank.cli.command;

import org.davebank.cli.Main;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgramTest {

    @Test
    void everyProcessStartsWithMain() {
        assertThat(Program.MAIN).isEqualTo(Main.class.getName());
    }
}
