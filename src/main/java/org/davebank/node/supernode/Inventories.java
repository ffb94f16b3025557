package org.davebank.node.supernode;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.davebank.base.MemberId;
import org.davebank.membership.MemberState;
import org.davebank.membership.MemberStatus;
import org.davebank.node.files.Files;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;

/**
 * The file inventories of the nodes, refreshed every few rounds. They are hints only: no decision
 * to drop or count a copy depends on them. Not thread-safe.
 */
final class Inventories {

    /** Number of rounds after which an inventory is refreshed. */
    private static final int ROUNDS_PER_INVENTORY = 3;

    private record Inventory(Set<String> names, long askedNs) {}

    private final FileSteps steps;
    private final Map<MemberId, Inventory> known = new TreeMap<>();

    Inventories(FileSteps steps) {
        this.steps = steps;
    }

    void reset() {
        known.clear();
    }

    void ask(Map<MemberId, MemberStatus> members, long nowNs, long roundNs) {
        known.keySet().retainAll(members.keySet());
        members.forEach((member, status) -> {
            Inventory before = known.get(member);
            if (status.state() != MemberState.ALIVE) {
                known.remove(member);
            } else if (before == null
                    || nowNs - before.askedNs() >= ROUNDS_PER_INVENTORY * roundNs) {
                steps.once(
                        "inventory of " + member,
                        new RequestBody.Inventory(member),
                        FileSteps.ASK_TIMEOUT_NS,
                        reply -> {
                            if (reply instanceof Reply.Done done) {
                                known.put(
                                        member,
                                        new Inventory(Files.readInventory(done.bytes()), nowNs));
                            }
                        });
            }
        });
    }

    boolean isKnown(MemberId member) {
        return known.containsKey(member);
    }

    boolean keeps(MemberId member, String sha256) {
        Inventory inventory = known.get(member);
        return inventory != null && inventory.names().contains(sha256);
    }

    /** The member has just confirmed that it keeps the file. */
    void add(MemberId member, String sha256) {
        Inventory inventory = known.get(member);
        if (inventory != null) {
            inventory.names().add(sha256);
        }
    }

    /** The member has just dropped the file, or does not have it. */
    void remove(MemberId member, String sha256) {
        Inventory inventory = known.get(member);
        if (inventory != null) {
            inventory.names().remove(sha256);
        }
    }

    void forEach(BiConsumer<MemberId, Set<String>> action) {
        known.forEach((member, inventory) -> action.accept(member, inventory.names()));
    }
}
