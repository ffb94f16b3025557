/**
 * <pre>{@code
 * Connection network = Connection.named("http://127.0.0.1:8080", () -> token);
 * try (BankClient bank = new BankClient(network)) {
 *     String ada = "{\"holder\":\"Ada Lovelace\"}";
 *     JsonNode opened = bank.orFail(BankClient.Call.post("/accounts", ada, BankClient.newKey()));
 * }
 * }</pre>
 *
 * <p>A client of the HTTP contract, on the JDK and Jackson. It tries one server after the other
 * until one gives a final answer. A POST has one idempotency key for all attempts, so it takes
 * effect once. Without an answer it says whether the request may have been executed.
 *
 * <p>The token goes only to a server that the user has named, or to one that has proved that it
 * belongs to the network ({@link org.davebank.client.ProvenServers}). A client is thread-safe. The
 * room depends on {@code base} only.
 */
@NullMarked
package org.davebank.client;

import org.jspecify.annotations.NullMarked;
