/**
 * <pre>{@code
 * Caller caller = signIn.byPassword("admin", password, "192.0.2.7");
 * String cookie = signIn.cookie(caller);                    // any server node accepts it
 * }</pre>
 *
 * <p>Who somebody is, and that a server belongs to its network. {@link
 * org.davebank.service.access.SignIn} accepts a password, a token, a one-time link, or the signed
 * cookie that was given for one of them; no server node keeps a session. There is no default
 * password, and a source that fails too often has to wait. {@link
 * org.davebank.service.access.NetworkProof} answers the challenge of a client that is about to
 * send its token.
 */
@NullMarked
package org.davebank.service.access;

import org.jspecify.annotations.NullMarked;
