/**
 * <pre>{@code
 * FileSharing.Shared file = sharing.share(in);        // hashed, on two disks
 * var attached = attachments.attach(caller, transaction, name, type, null, in, key);
 * }</pre>
 *
 * <p>Large files: shared among nodes before anything refers to them, named by their SHA-256, and
 * attached to transactions. A file that was confirmed to a caller is on the disks of at least two
 * nodes. An upload that no entry ever refers to is removed by the supernode. Downloads fetch from
 * a holder what this node does not have.
 */
@NullMarked
package org.davebank.service.files;

import org.jspecify.annotations.NullMarked;
