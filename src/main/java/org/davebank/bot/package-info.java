/**
 * DaveBot: a small town's worth of everyday traffic, made so that it can be judged.
 *
 * <p>Every operation is written down when it begins and when it ends, with what the bank answered.
 * At the end a judge compares that history with what the bank has in its books. The bot only sees
 * the bank through {@link org.davebank.bot.Teller} and keeps its own records, so that nothing the
 * bank believes about itself can make the verdict good.
 */
@NullMarked
package org.davebank.bot;

import org.jspecify.annotations.NullMarked;
