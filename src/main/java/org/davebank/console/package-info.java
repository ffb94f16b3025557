/**
 * <pre>{@code
 * public class IndexView extends View {
 *     IndexView(NetworkService network) {
 *         super(Texts.get("index.title"));
 *         Live.follow(this, network, snapshot -> show(snapshot));
 *     }
 * }
 * }</pre>
 *
 * <p>The console: Vaadin views for people who operate the bank and for people who break it to
 * learn. This package holds what the views share; each feature has its own package below, and
 * {@code console.frame} surrounds them all. The features depend on this package, never the other
 * way round.
 *
 * <p>Views call {@code service} and nothing deeper. A page's address determines what is selected on
 * it. No view waits for the network on its UI thread: {@link org.davebank.console.Live} and {@link
 * org.davebank.console.Awaited} ask in the background and show how old an answer is. All texts are
 * in {@code messages.properties}.
 */
@NullMarked
package org.davebank.console;

import org.jspecify.annotations.NullMarked;
