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
 * <p>What surrounds every view: navigation, status, the way to another node, the sign-in and the
 * page of an address that does not exist. When the node that serves the page goes, the frame leads
 * to another one.
 */
@NullMarked
package org.davebank.console.frame;

import org.jspecify.annotations.NullMarked;
