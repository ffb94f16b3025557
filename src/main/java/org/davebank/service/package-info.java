/**
 * Use cases for people: what the console, the REST interface and the command line ask for, with
 * permissions, retries and an audit trail. Free of HTTP and of Vaadin; every result is immutable and
 * may be handed to any thread.
 */
@NullMarked
package org.davebank.service;

import org.jspecify.annotations.NullMarked;
