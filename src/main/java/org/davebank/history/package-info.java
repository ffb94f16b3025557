/**
 * <pre>{@code
 *   simulator ─┐             ┌─► LogOrderChecker   needs the final books: shard, index, balance_after
 *   DaveBot   ─┴─► History ──┤
 *                            └─► WindowChecker     needs times and answers alone
 *                                      │
 *                                   Finding
 * }</pre>
 *
 * <p>Two checkers for what clients were answered. A {@link org.davebank.history.History} has their calls,
 * each with the time before it was sent and the time after its answer came, and the books of the accounts as a final
 * read shows them. Those who record one depend on this room, never the other way round.
 *
 * <ul>
 *   <li>{@link org.davebank.history.LogOrderChecker} trusts the place that the bank gives to each record and
 *       replays a bank of one thread in that order. It takes time in proportion to the history, save for sorting.
 *   <li>{@link org.davebank.history.WindowChecker} trusts nothing of that. It searches for an order of the calls in
 *       which a bank of one thread, whose transfers are atomic, gives these answers.
 * </ul>
 *
 * <p>Both allow what the protocol allows. {@code balance_after} is the balance of the account's own history: a credit that
 * was decided while the call was under way may stand behind it there. Verdicts about the state of an account
 * (frozen, closed) and about overflow are not judged.
 */
@NullMarked
package org.davebank.history;

import org.jspecify.annotations.NullMarked;
