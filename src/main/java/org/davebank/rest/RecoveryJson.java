package org.davebank.rest;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.davebank.service.network.NodeRecovery;

/** A recovery plan as JSON. */
final class RecoveryJson {

    private RecoveryJson() {}

    static Map<String, Object> of(String node, String state, NodeRecovery recovery) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("node", node);
        json.put("state", state);
        json.put("after_s", recovery.afterS());
        json.put("shards", recovery.shards().stream().map(RecoveryJson::shard).toList());
        json.put("files", files(recovery.files()));
        return json;
    }

    private static Map<String, Object> shard(NodeRecovery.Shard shard) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("shard", shard.shard());
        json.put("role", shard.role());
        json.put("survivors", shard.survivors());
        json.put("rebuilt_on", shard.rebuiltOn());
        var why = shard.why();
        json.put("why", why == null ? null : why.name().toLowerCase(Locale.ROOT));
        return json;
    }

    private static Map<String, Object> files(NodeRecovery.Files files) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("count", files.count());
        json.put("bytes", files.bytes());
        json.put("copied_to", files.copiedTo());
        json.put("not_copied", files.notCopied());
        json.put("lost", files.lost());
        json.put("after_s", files.afterS());
        return json;
    }
}
