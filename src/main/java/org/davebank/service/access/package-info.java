/**
 * <pre>{@code
 * Caller caller = signIn.byPassword("admin", password, "192.0.2.7");
 * String cookie = signIn.cookie(caller);                    // any server node accepts it
 * }</pre>
 *
 * <p>Authenticates callers, and proves that a server belongs to its network. {@link
 * org.davebank.service.access.SignIn} accepts a password, a token, a one-time link, or the signed
 * cookie that was given for one of them; no server node keeps a session. There is no default
 * password, and a source with too many failures has to wait. {@link
 * org.davebank.service.access.NetworkProof} answers the challenge of a client before the client
 * sends its token.
 */
@NullMarked
package org.davebank.service.access;

import org.jspecify.annotations.NullMarked;
