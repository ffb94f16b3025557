package org.davebank.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.davebank.base.Address;
import org.davebank.base.MemberId;
import org.davebank.node.wire.NodeRefused;
import org.jspecify.annotations.Nullable;

/**
 * Prevents two nodes of the same member from running on one machine, whatever their folders and
 * addresses: a copy and its original detect each other although neither knows the other's address.
 *
 * <p>A claim is a lock on a file, named by the member, in the user's temporary folder. The
 * operating system releases it when the process ends, however it ends. It only helps on one machine
 * with one user: without such a file, and between machines, the protocol refuses a second life when
 * it meets the first.
 */
public final class MemberClaim implements AutoCloseable {

    private static final int TEXT_BYTES_MAX = 4_096;

    private final @Nullable FileChannel channel;

    private MemberClaim(@Nullable FileChannel channel) {
        this.channel = channel;
    }

    /** @throws NodeRefused if a process of this machine runs the member */
    static MemberClaim take(Path claims, MemberId member, String name, Path place, Address address)
            throws NodeRefused {
        Path file = claims.resolve("member-" + member);
        try {
            PrivateFiles.makeFolder(claims);
            FileChannel channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            if (!isLocked(channel)) {
                String[] other = read(channel).split("\n", 2);
                channel.close();
                throw NodeRefused.secondLife(
                        place.toString(), other[0], name, other.length < 2 ? "" : other[1]);
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap((place + "\n" + address).getBytes(StandardCharsets.UTF_8)), 0);
            return new MemberClaim(channel);
        } catch (IOException e) {
            return new MemberClaim(null);
        }
    }

    /** The folder for the claims of all nodes of this machine and user. */
    public static Path ofThisMachine() {
        String user = System.getProperty("user.name");
        return Path.of(System.getProperty("java.io.tmpdir"), "davebank-" + user);
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // This process runs it.
        }
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(TEXT_BYTES_MAX);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
