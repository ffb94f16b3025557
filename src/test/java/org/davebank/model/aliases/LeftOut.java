package org.davebank.model.aliases;

/** A rule of the protocol left out, one at a time. */
enum LeftOut {
    NOTHING("the protocol as written"),
    ADDED_ONLY_IF_CLAIMED("an account adds an alias that is not claimed"),
    CLAIMED_ONLY_IF_FREE("a claim replaces that of another account"),
    EVERY_KEY_CLAIMS_ITSELF("a claim of the same account counts, whatever its key"),
    DECIDED_ONCE("a change that was decided is decided again"),
    GIVEN_UP_FOR_GOOD("whoever wants an alias only asks whether it is listed"),
    GIVEN_UP_WITH_THE_CLAIM("a change whose alias another account has is given up in no record"),
    FREED_ONLY_IF_UNLISTED("an alias is freed although its holder lists it"),
    FREED_BY_ITS_RECORD("an alias is freed whatever its newest record is"),
    FOUND_ONLY_IF_LISTED("a reader does not ask the account whether it lists the alias"),
    ANYBODY_FREES("only the server that has claimed an alias frees it");

    final String without;

    LeftOut(String without) {
        this.without = without;
    }
}
