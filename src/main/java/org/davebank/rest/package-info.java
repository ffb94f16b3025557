/**
 * HTTP for programs: every route of the contract, answered by every server node. Bodies are read
 * strictly and bounded; errors are problem details (RFC 9457).
 */
@NullMarked
package org.davebank.rest;

import org.jspecify.annotations.NullMarked;
