package org.davebank.cli.command;

/** The exit codes of commands; 0 means success. */
public final class ExitCode {

    /** The command failed. */
    public static final int FAILURE = 1;

    /** The command line was invalid. */
    public static final int USAGE = 2;

    /** The command succeeded, but with rejects or a failed verdict. */
    public static final int WITH_REJECTS = 3;

    private ExitCode() {}
}
