package org.davebank.node.clone;

import java.util.List;
import org.davebank.base.MemberId;
import org.davebank.node.journal.Genesis;
import org.jspecify.annotations.Nullable;

/**
 * Maps the ids of a network to those of its clone. All folders of the clone use the same two
 * numbers, so that its nodes recognise each other and no others.
 *
 * @param networkId of the new network
 * @param secret selects the mapping of member ids; random, never zero
 */
public record CloneIds(long networkId, long secret) {

    public CloneIds {
        if (secret == 0) {
            throw new IllegalArgumentException("the secret of a clone is never zero");
        }
    }

    /** The new id of a member. The mapping is one-to-one and never yields zero. */
    public MemberId of(MemberId old) {
        long value = mixed(old.value());
        // Zero is not a member id: the id that would map to zero gets the image of zero.
        return new MemberId(value == 0 ? mixed(0) : value);
    }

    List<MemberId> of(List<MemberId> old) {
        return old.stream().map(this::of).toList();
    }

    @Nullable MemberId ofOptional(@Nullable MemberId old) {
        return old == null ? null : of(old);
    }

    /** The genesis record of the clone: the same network with new ids. */
    public Genesis of(Genesis old) {
        return new Genesis(
                networkId,
                old.shards(),
                old.replicas(),
                old.currency(),
                old.nodesExpected(),
                old.voters().stream()
                        .map(voter -> new Genesis.Voter(of(voter.id()), voter.name()))
                        .toList());
    }

    /** A permutation of all 64-bit numbers: the finalizer of SplitMix64. */
    private long mixed(long value) {
        long z = value ^ secret;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
