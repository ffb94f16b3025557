package org.davebank.node.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.Event;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.directory.SystemCodec;
import org.davebank.ledger.LedgerRules;
import org.davebank.node.settings.ScanSettings;
import org.davebank.raft.Entry;
import org.davebank.raft.Role;

/** {@link NodeReport} as bytes. Reading is total. */
final class ReportCodec {

    private static final int NAME_BYTES_MAX = 64;
    private static final int FAULTS_MAX = 64;
    private static final int WHY_FULL_BYTES_MAX = 128;

    /**
     * Since this version a report says which rules a node knows, by which a group goes, and what the
     * process has measured.
     */
    private static final int RULES_SINCE = 5;

    /** Those of nodes and groups that say nothing of rules. */
    private static final int RULES_FIRST = LedgerRules.FIRST.version();

    private ReportCodec() {}

    static void write(WireWriter out, NodeReport report, int version) {
        out.i64(report.member().value()).text(report.name()).i64(report.wallMs());
        out.varint(report.uptimeMs()).varint(report.heapBytes()).varint(report.residentBytes());
        out.varint(report.bytesSent()).varint(report.bytesReceived());
        out.varint(report.requestsDone()).varint(report.journalBytes());
        out.text(report.whyFull());
        NodeReport.Load load = report.load();
        out.varint(load.longestTurnUs()).varint(load.longTurns());
        out.varint(load.longQueries()).varint(load.queriesRefused());
        out.varint(report.refused()).varint(report.skewsMs().size());
        report.skewsMs().forEach((member, skewMs) -> out.i64(member.value()).zigzag(skewMs));
        out.varint(report.activeFaults().size());
        report.activeFaults().forEach(out::text);
        out.varint(report.groups().size());
        report.groups().forEach(group -> write(out, group, version));
        out.varint(report.events().size());
        report.events().forEach(event -> EventCodec.write(out, event));
        if (version >= RULES_SINCE) {
            out.varint(report.rules());
            report.figures().write(out);
        }
    }

    static NodeReport read(WireReader in, int version) throws WireException {
        return new NodeReport(
                SystemCodec.readMember(in),
                in.text(NAME_BYTES_MAX),
                in.i64(),
                in.varint(),
                in.varint(),
                in.varint(),
                in.varint(),
                in.varint(),
                in.varint(),
                in.varint(),
                in.text(WHY_FULL_BYTES_MAX),
                new NodeReport.Load(
                        in.varint(), in.varint(), in.count(ScanSettings.LONG_MAX), in.varint()),
                in.varint(),
                readSkews(in),
                readFaults(in),
                readGroups(in, version),
                readEvents(in),
                readRules(in, version),
                version >= RULES_SINCE ? NodeFigures.read(in) : NodeFigures.NONE);
    }

    private static void write(WireWriter out, GroupReport group, int version) {
        out.varint(group.group().value()).u8(group.role().ordinal()).varint(group.term());
        ReplyCodec.writeOptionalMember(out, group.leader());
        out.varint(group.lastIndex()).varint(group.commitIndex()).varint(group.appliedIndex());
        out.bool(group.hasQuorum()).bool(group.clockSkew()).varint(group.configurationIndex());
        SystemCodec.writeMembers(out, group.voters());
        SystemCodec.writeMembers(out, group.learners());
        SystemCodec.writeMembers(out, group.ready());
        out.varint(group.matchIndexes().size());
        group.matchIndexes().forEach(out::varint);
        out.varint(group.answering().size());
        group.answering().forEach(member -> out.varint(group.voters().indexOf(member)));
        group.work().write(out, group.role());
        if (version >= RULES_SINCE) {
            out.varint(group.rules());
        }
    }

    private static int readRules(WireReader in, int version) throws WireException {
        return version >= RULES_SINCE ? in.count(Entry.RULES_MAX) : RULES_FIRST;
    }

    private static GroupReport readGroup(WireReader in, int version) throws WireException {
        GroupId group = MessageCodec.readGroup(in);
        Role[] roles = Role.values();
        int role = in.u8();
        if (role >= roles.length) {
            throw new WireException("unknown role " + role);
        }
        long term = in.varint();
        MemberId leader = ReplyCodec.readOptionalMember(in);
        long lastIndex = in.varint();
        long commitIndex = in.varint();
        long appliedIndex = in.varint();
        boolean hasQuorum = in.bool();
        boolean clockSkew = in.bool();
        long configurationIndex = in.varint();
        List<MemberId> voters = SystemCodec.readMembers(in);
        List<MemberId> learners = SystemCodec.readMembers(in);
        if (!Collections.disjoint(voters, learners)) {
            throw new WireException("no member is both voter and learner");
        }
        List<MemberId> ready = SystemCodec.readMembers(in);
        int count = in.listSize(1);
        List<Long> matches = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            matches.add(in.varint());
        }
        return new GroupReport(
                group,
                roles[role],
                term,
                leader,
                lastIndex,
                commitIndex,
                appliedIndex,
                hasQuorum,
                clockSkew,
                configurationIndex,
                voters,
                learners,
                ready,
                matches,
                readAnswering(in, voters),
                GroupWork.read(in, roles[role]),
                readRules(in, version));
    }

    private static List<MemberId> readAnswering(WireReader in, List<MemberId> voters)
            throws WireException {
        int count = in.count(voters.size());
        List<MemberId> answering = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int voter = in.count(voters.size());
            if (voter == voters.size()) {
                throw new WireException("there is no voter " + voter);
            }
            answering.add(voters.get(voter));
        }
        return answering;
    }

    private static Map<MemberId, Long> readSkews(WireReader in) throws WireException {
        int count = in.listSize(9);
        Map<MemberId, Long> skews = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            skews.put(SystemCodec.readMember(in), in.zigzag());
        }
        return skews;
    }

    private static List<String> readFaults(WireReader in) throws WireException {
        int count = in.count(FAULTS_MAX);
        List<String> faults = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            faults.add(in.text(256));
        }
        return faults;
    }

    private static List<GroupReport> readGroups(WireReader in, int version) throws WireException {
        int count = in.listSize(8);
        List<GroupReport> groups = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            groups.add(readGroup(in, version));
        }
        return groups;
    }

    private static List<Event> readEvents(WireReader in) throws WireException {
        int count = in.listSize(8);
        List<Event> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            events.add(EventCodec.read(in));
        }
        return events;
    }
}
