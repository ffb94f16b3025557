package org.davebank.console.chaos;

import java.util.ArrayList;
import java.util.List;
import org.davebank.console.Formats;
import org.davebank.console.Texts;
import org.davebank.service.network.NodeRecovery;

/** A recovery plan in sentences. */
public final class Rebuilding {

    /** Up to this many shards are listed individually. */
    private static final int SHARDS_NAMED_MAX = 8;

    private Rebuilding() {}

    /** Empty when the nodes hold nothing. */
    public static List<String> sentences(NodeRecovery recovery) {
        List<String> sentences = new ArrayList<>();
        shards(recovery, sentences);
        files(recovery, sentences);
        return sentences;
    }

    private static void shards(NodeRecovery recovery, List<String> sentences) {
        List<String> moves = new ArrayList<>();
        List<String> stopped = new ArrayList<>();
        List<String> stuck = new ArrayList<>();
        for (NodeRecovery.Shard each : recovery.shards()) {
            String number = Integer.toString(each.shard());
            String target = each.rebuiltOn();
            if (target != null) {
                moves.add(Texts.get("rebuild.move", number, target));
            } else if (each.why() == null) {
                continue;
            } else {
                List<String> where =
                        switch (each.why()) {
                            case QUORUM_LOST -> stopped;
                            case NO_NODE_LEFT -> stuck;
                        };
                if (!where.contains(number)) {
                    where.add(number);
                }
            }
        }
        String names = String.join(", ", recovery.nodes());
        String after = Formats.duration(recovery.afterS() * 1_000);
        if (moves.size() > SHARDS_NAMED_MAX) {
            sentences.add(Texts.get("rebuild.shards", names, after, moves.size()));
        } else if (!moves.isEmpty()) {
            sentences.add(Texts.get("rebuild.moves", names, after, String.join(", ", moves)));
        }
        say("rebuild.stopped", stopped, sentences);
        say("rebuild.stuck", stuck, sentences);
    }

    private static void say(String key, List<String> shards, List<String> sentences) {
        if (!shards.isEmpty()) {
            String form = shards.size() == 1 ? ".one" : ".many";
            sentences.add(Texts.get(key + form, String.join(", ", shards)));
        }
    }

    private static void files(NodeRecovery recovery, List<String> sentences) {
        NodeRecovery.Files files = recovery.files();
        if (files.count() == 0) {
            return;
        }
        String bytes = Formats.bytes(files.bytes());
        String form = files.count() == 1 ? ".one" : ".many";
        if (!files.copiedTo().isEmpty()) {
            String targets = String.join(", ", files.copiedTo().keySet());
            String after = Formats.duration(files.afterS() * 1_000);
            sentences.add(Texts.get("rebuild.files" + form, files.count(), bytes, targets, after));
        }
        if (files.notCopied() > 0) {
            sentences.add(Texts.get("rebuild.files.fewer", files.notCopied()));
        }
        if (files.lost() > 0) {
            sentences.add(Texts.get("rebuild.files.lost", files.lost()));
        }
    }
}
