package org.davebank.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.davebank.cli.Main;
import org.junit.jupiter.api.Test;

class ProgramTest {

    @Test
    void everyProcessStartsWithMain() {
        assertThat(Program.MAIN).isEqualTo(Main.class.getName());
    }
}
