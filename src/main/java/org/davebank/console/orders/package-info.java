/**
 * Orders that have no answer yet: kept by the browser before they are sent, found out by their key
 * by whichever server node serves the page next, and told.
 */
@NullMarked
package org.davebank.console.orders;

import org.jspecify.annotations.NullMarked;
