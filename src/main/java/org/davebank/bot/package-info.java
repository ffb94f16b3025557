/**
 * <pre>{@code
 * DaveBot bot = new DaveBot(teller, new DaveBot.Plan("july", 50, 20, 60, seed));
 * Verdict verdict = bot.run();
 * }</pre>
 *
 * <p>DaveBot: everyday traffic of a small town, made so that it can be judged. Every operation is
 * written down when it begins and when it ends, with what the bank answered. At the end {@link
 * org.davebank.bot.Judge} compares that history with the books of the bank. The bot sees the bank
 * only through {@link org.davebank.bot.Teller} and keeps its own records, so that nothing that the
 * bank believes about itself can make the verdict good.
 */
@NullMarked
package org.davebank.bot;

import org.jspecify.annotations.NullMarked;
