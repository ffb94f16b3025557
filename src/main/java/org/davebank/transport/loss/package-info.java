/**
 * <pre>{@code
 *    acknowledged ranges ─ AckTracker      round-trip times ─ RttEstimator
 *   how much may fly ─ CongestionWindow   how fast ─ Pacer   seen before? ─ SlidingWindow
 * }</pre>
 *
 * <p>Congestion control and loss detection (RFC 9002). Computations only: nothing here sends.
 */
@NullMarked
package org.davebank.transport.loss;

import org.jspecify.annotations.NullMarked;
