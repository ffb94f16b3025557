/**
 * <pre>{@code
 * Connection network = Connection.named("http://127.0.0.1:8080", () -> token);
 * try (BankClient bank = new BankClient(network)) {
 *     OpenAccount ada = new OpenAccount("Ada Lovelace", null, null, null, List.of());
 *     BankClient.Call open = BankClient.Call.post("/accounts", ada, BankClient.newKey());
 *     AccountAnswer account = bank.ask(open).orFail(AccountAnswer.class);
 * }
 * }</pre>
 *
 * <p>A client of the HTTP contract, on the JDK and Jackson. It tries one server after the other
 * until one gives a final answer. A POST has one idempotency key for all attempts, so it takes
 * effect once. Without an answer it says whether the request may have been executed.
 *
 * <p>The token goes to a server that a person has named, or to one that has proved that it belongs
 * to the network ({@link org.davebank.client.ProvenServers}), and to nobody else. Any thread may
 * use one client. It sends and reads the records of {@code api}.
 */
@NullMarked
package org.davebank.client;

import org.jspecify.annotations.NullMarked;
