package org.davebank.service.imports;

import org.davebank.base.MemberId;
import org.davebank.directory.job.ImportJob;
import org.davebank.io.ContentFolder;
import org.davebank.membership.MemberState;
import org.davebank.membership.MemberStatus;
import org.davebank.node.NodeView;

/** Decides which of the nodes that hold a job's file runs it. */
final class ImportTurns {

    /** A holder that is not first in line waits this long before it claims a waiting job. */
    static final long DEFERENCE_MS = 2_000;

    private ImportTurns() {}

    /** The first living holder runs a job; holders further back defer to it. */
    static boolean isMine(ImportJob job, NodeView view, ContentFolder content) {
        if (job.state().isEnd() || !content.has(job.fileSha256())) {
            return false;
        }
        MemberId runner = job.runner();
        if (runner != null && !runner.equals(view.self()) && isHere(runner, view)) {
            return false;
        }
        for (MemberId holder : job.holders()) {
            if (holder.equals(view.self())) {
                return true;
            }
            long ageMs = view.wallMs() - job.createdAtMs();
            if (isHere(holder, view) && (runner != null || ageMs < DEFERENCE_MS)) {
                return false;
            }
        }
        return false;
    }

    private static boolean isHere(MemberId member, NodeView view) {
        for (MemberStatus status : view.members()) {
            if (status.member().id().equals(member)) {
                return status.state() == MemberState.ALIVE || status.state() == MemberState.SUSPECT;
            }
        }
        return member.equals(view.self());
    }
}
