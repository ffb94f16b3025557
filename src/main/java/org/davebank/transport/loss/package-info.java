/**
 * <pre>{@code
 *    acknowledged ranges ─ AckTracker      round-trip times ─ RttEstimator
 *   how much may fly ─ CongestionWindow   how fast ─ Pacer   seen before? ─ SlidingWindow
 * }</pre>
 *
 * <p>How fast a peer may be sent to, and what is known of packets on their way (RFC 9002). Figures
 * only: nothing here sends.
 */
@NullMarked
package org.davebank.transport.loss;

import org.jspecify.annotations.NullMarked;
