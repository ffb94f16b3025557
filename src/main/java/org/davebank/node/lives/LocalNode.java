package org.davebank.node.lives;

import org.davebank.base.Address;
import org.davebank.base.MemberId;
import org.davebank.node.port.Disk;
import org.davebank.node.settings.MessageVersions;

/**
 * A node's identity and location in its current life.
 *
 * @param moved whether the folder differs from that of the last life
 * @param identity see {@link Disk#identity}
 * @param place see {@link Disk#place}
 * @param beganMs by its wall clock
 * @param reads the messages that it reads
 */
public record LocalNode(
        MemberId member,
        String name,
        Address address,
        boolean moved,
        String identity,
        String place,
        long beganMs,
        MessageVersions reads) {}
