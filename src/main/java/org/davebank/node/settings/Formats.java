package org.davebank.node.settings;

import java.util.List;
import org.davebank.base.WireException;
import org.davebank.ledger.LedgerRules;

/**
 * What a build understands: the messages of other builds, and the rules by which logs were decided.
 *
 * @param rules see {@link LedgerRules#TABLE}; their versions count for the system group too
 */
public record Formats(MessageVersions messages, List<LedgerRules> rules) {

    public static final Formats OURS = new Formats(MessageVersions.OURS, LedgerRules.TABLE);

    public Formats {
        rules = List.copyOf(rules);
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).version() != i + 1) {
                throw new IllegalArgumentException("rules are numbered from 1 without a gap");
            }
        }
    }

    /** The version of the newest rules that the build knows. */
    public int newestRules() {
        return rules.size();
    }

    /**
     * The rules of a version.
     *
     * @throws WireException when a newer build made them
     */
    public LedgerRules rules(int version) throws WireException {
        if (version > rules.size()) {
            throw new WireException(
                    "rules " + version + ", and this node knows those up to " + rules.size());
        }
        return rules.get(version - 1);
    }
}
