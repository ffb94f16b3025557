package org.davebank.cli.command;

import java.io.PrintWriter;
import java.util.function.LongSupplier;

/**
 * One line with the progress of a long command. On a terminal it is rewritten in place; elsewhere a
 * new line is printed now and then, so that the output is neither silent nor flooded.
 */
public final class ProgressLine {

    static final int BAR_CHARACTERS = 24;

    /** The interval without a terminal: no pause lasts five seconds. */
    static final long LINE_NS = 4_000_000_000L;

    private static final long REDRAW_NS = 100_000_000L;

    private final PrintWriter out;
    private final boolean terminal;
    private final LongSupplier clockNs;
    private int width;
    private long shownNs;
    private boolean shown;

    ProgressLine(PrintWriter out, boolean terminal, LongSupplier clockNs) {
        this.out = out;
        this.terminal = terminal;
        this.clockNs = clockNs;
    }

    /** On the terminal of this process, if it has one. */
    public static ProgressLine on(PrintWriter out) {
        var console = System.console();
        boolean terminal = console != null && console.isTerminal();
        return new ProgressLine(out, terminal, System::nanoTime);
    }

    /** "[######..........] 37 %" for a part of a whole; no percentage if the whole is unknown. */
    public static String bar(long done, long whole) {
        double part = whole <= 0 ? 0 : Math.clamp((double) done / whole, 0.0, 1.0);
        int filled = (int) (part * BAR_CHARACTERS);
        String drawn = "[" + "#".repeat(filled) + ".".repeat(BAR_CHARACTERS - filled) + "]";
        return whole <= 0 ? drawn : drawn + String.format("%4d %%", (int) (part * 100));
    }

    /** Shows the text if it is time to. */
    public void show(String text) {
        long nowNs = clockNs.getAsLong();
        long everyNs = terminal ? REDRAW_NS : LINE_NS;
        if (shown && nowNs - shownNs < everyNs) {
            return;
        }
        shown = true;
        shownNs = nowNs;
        if (terminal) {
            out.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
            width = text.length();
        } else {
            out.println(text);
        }
        out.flush();
    }

    /** Clears the line for the next output. */
    public void end() {
        if (terminal && shown) {
            out.print("\r" + " ".repeat(width) + "\r");
            out.flush();
        }
        width = 0;
        shown = false;
    }
}
