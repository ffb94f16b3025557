/**
 * <pre>{@code
 * FileSharing.Shared file = sharing.share(in);        // hashed, on two disks
 * var attached = attachments.attach(caller, transaction, name, type, null, in, key);
 * }</pre>
 *
 * <p>Large files: replicated before anything refers to them, named by their SHA-256, and attached
 * to transactions. A file that was confirmed to a caller is durable on at least two nodes. The
 * supernode removes uploads that no entry refers to. A download fetches from a holder what this
 * node does not have.
 */
@NullMarked
package org.davebank.service.files;

import org.jspecify.annotations.NullMarked;
