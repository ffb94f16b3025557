/**
 * The commands a person types, and the wiring of a process.
 *
 * <p>This is the only room that knows all others. {@link org.davebank.cli.Main} must stay light: a
 * worker starts through it and loads no Spring class, so a command that needs Spring names it only
 * in the method that starts it.
 */
@NullMarked
package org.davebank.cli;

import org.jspecify.annotations.NullMarked;
