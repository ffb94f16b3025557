package org.davebank.service;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.MemberId;
import org.davebank.directory.SystemState;
import org.davebank.membership.MemberStatus;
import org.davebank.node.NodeView;
import org.jspecify.annotations.Nullable;

/**
 * Maps members to node names. A node that lost its folder rejoins as a new member under its old
 * name; the name then means the new member, and the old one is marked as former.
 */
public final class MemberNames {

    private static final String FORMER = " (former)";

    private final Map<String, MemberStatus> present = new TreeMap<>();
    private final Map<MemberId, String> names = new HashMap<>();

    private MemberNames() {}

    public static MemberNames of(NodeView view) {
        return of(view.members(), view.recorded());
    }

    /**
     * @param members as gossip reports them
     * @param recorded as the system group has recorded them, including members that left before
     *     this node started
     */
    public static MemberNames of(
            Collection<MemberStatus> members, Collection<SystemState.RecordedMember> recorded) {
        MemberNames all = new MemberNames();
        for (MemberStatus status : members) {
            all.present.merge(status.member().name(), status, MemberNames::later);
        }
        recorded.forEach(each -> all.name(each.id(), each.name()));
        members.forEach(each -> all.name(each.member().id(), each.member().name()));
        return all;
    }

    private void name(MemberId id, String name) {
        MemberStatus holder = present.get(name);
        boolean own = holder == null || holder.member().id().equals(id);
        names.put(id, own ? name : name + FORMER);
    }

    /** A live member takes precedence; of two dead ones, the one that died last. */
    private static MemberStatus later(MemberStatus one, MemberStatus other) {
        int order = other.state().compareTo(one.state());
        if (order == 0) {
            order = Long.compare(one.sinceNs(), other.sinceNs());
        }
        return order < 0 ? other : one;
    }

    /** One member per name. */
    public List<MemberStatus> present() {
        return new ArrayList<>(present.values());
    }

    /** The member that currently has this name, or null. */
    public @Nullable MemberStatus present(String name) {
        return present.get(name);
    }

    public String of(MemberId id) {
        return names.getOrDefault(id, id.toString());
    }

    public List<String> of(Collection<MemberId> ids) {
        return ids.stream().map(this::of).toList();
    }
}
