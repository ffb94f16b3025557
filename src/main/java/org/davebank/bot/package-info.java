/**
 * <pre>{@code
 * DaveBot bot = new DaveBot(teller, new DaveBot.Plan("july", 50, 20, 60, seed));
 * Verdict verdict = bot.run();
 * }</pre>
 *
 * <p>DaveBot generates the everyday traffic of a small town in a form that can be judged. It
 * records when every operation begins and ends, and what the bank answered. At the end
 * {@link org.davebank.bot.Judge} has that history and the books of the bank judged by the two checkers of
 * {@link org.davebank.history}. The bot sees the
 * bank only through {@link org.davebank.bot.Teller} and keeps its own records, so that no error of
 * the bank about itself can hide in the verdict.
 */
@NullMarked
package org.davebank.bot;

import org.jspecify.annotations.NullMarked;
