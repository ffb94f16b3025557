package org.davebank.cli;

/** With what a command ends its process; 0 means done. */
final class ExitCode {

    /** The command failed. */
    static final int FAILURE = 1;

    /** The command was not understood. */
    static final int USAGE = 2;

    /** The command is done, but with rejects or a failed verdict. */
    static final int WITH_REJECTS = 3;

    private ExitCode() {}
}
