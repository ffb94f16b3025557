/**
 * <pre>{@code
 * WAITING -> RUNNING -> DONE, FAILED or CANCELLED
 * }</pre>
 *
 * <p>Jobs that the system group remembers, as every room speaks of them: what an import is to do,
 * which node runs it and how far it is. What decides about them is {@code SystemState}.
 */
@NullMarked
package org.davebank.directory.job;

import org.jspecify.annotations.NullMarked;
