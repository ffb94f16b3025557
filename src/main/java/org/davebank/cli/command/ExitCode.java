package org.davebank.cli.command;

/** With what a command ends its process; 0 means done. */
public final class ExitCode {

    /** The command failed. */
    public static final int FAILURE = 1;

    /** The command was not understood. */
    public static final int USAGE = 2;

    /** The command is done, but with rejects or a failed verdict. */
    public static final int WITH_REJECTS = 3;

    private ExitCode() {}
}
