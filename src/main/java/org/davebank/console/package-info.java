/**
 * The console: Vaadin views for people who operate the bank and for people who break it to learn.
 *
 * <p>One sub-package a feature. Views ask {@code service} and nothing deeper; the address of a page
 * is the truth about what is selected on it.
 */
@NullMarked
package org.davebank.console;

import org.jspecify.annotations.NullMarked;
