/**
 * <pre>{@code
 *  +-----------------------------------------+
 *  | DaveBank      status bar        person  |
 *  |-----------+-----------------------------|
 *  | Overview  |  orders without an answer   |
 *  | Nodes     |-----------------------------|
 *  | Accounts  |  the view                   |
 *  +-----------+-----------------------------+
 * }</pre>
 *
 * <p>The frame of every view: navigation, status, fail-over to another node, sign-in, and the page
 * for unknown addresses. When the serving node goes away, the frame moves the page to another one.
 */
@NullMarked
package org.davebank.console.frame;

import org.jspecify.annotations.NullMarked;
