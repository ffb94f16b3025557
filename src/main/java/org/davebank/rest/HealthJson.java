package org.davebank.rest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.davebank.service.network.NetworkSnapshot;
import org.jspecify.annotations.Nullable;

/** What a group can still take, and what we have done to a node, as JSON. */
final class HealthJson {

    private HealthJson() {}

    static Map<String, Object> of(NetworkSnapshot.Health health) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("quorum", health.quorum());
        json.put("failures_survived", health.failuresSurvived());
        json.put("one_too_many", health.oneTooMany());
        List<Map<String, Object>> voters = health.voters().stream().map(HealthJson::voter).toList();
        json.put("voters", voters);
        return json;
    }

    private static Map<String, Object> voter(NetworkSnapshot.Voter voter) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", voter.name());
        json.put("member_id", voter.memberId());
        json.put("counts", voter.flaw() == null);
        json.put("flaw", voter.flaw());
        return json;
    }

    static @Nullable Map<String, Object> of(NetworkSnapshot.@Nullable Ordered ordered) {
        if (ordered == null) {
            return null;
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", ordered.fault());
        json.put("kind", ordered.kind());
        json.put("cuts_off", ordered.cutsOff());
        json.put("for_ms", ordered.forMs());
        json.put("remaining_ms", ordered.remainingMs());
        return json;
    }
}
