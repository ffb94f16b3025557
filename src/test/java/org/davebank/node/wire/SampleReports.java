package org.davebank.node.wire;

import java.util.List;
import java.util.Map;
import org.davebank.base.MemberId;

/** Reports of nodes about which only what a test is about differs. */
public final class SampleReports {

    private SampleReports() {}

    public static NodeReport withFaults(String name, String... active) {
        return report(new MemberId(1), name, "", List.of(active), List.of(), 1, NodeFigures.NONE);
    }

    public static NodeReport withFigures(String name, NodeFigures figures) {
        return report(new MemberId(1), name, "", List.of(), List.of(), 1, figures);
    }

    /** @param whyFull an empty text, or why the node takes no more */
    public static NodeReport withGroups(
            MemberId id, String name, String whyFull, GroupReport... groups) {
        return report(id, name, whyFull, List.of(), List.of(groups), 1, NodeFigures.NONE);
    }

    /** @param rules the newest that the node knows */
    public static NodeReport ofBuild(MemberId id, int rules, GroupReport... groups) {
        return report(
                id, "n" + id.value(), "", List.of(), List.of(groups), rules, NodeFigures.NONE);
    }

    private static NodeReport report(
            MemberId id,
            String name,
            String whyFull,
            List<String> active,
            List<GroupReport> groups,
            int rules,
            NodeFigures figures) {
        return new NodeReport(
                id,
                name,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                whyFull,
                NodeReport.Load.NONE,
                0,
                Map.of(),
                active,
                groups,
                List.of(),
                rules,
                figures);
    }
}
