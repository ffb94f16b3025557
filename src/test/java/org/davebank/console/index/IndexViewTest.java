package org.davebank.console.index;

import org.davebank.base.AccountNumber;
import org.davebank.console.ViewTest;
import org.junit.jupiter.api.Test;

class IndexViewTest extends ViewTest {

    @Test
    void withoutAKeyItSaysWhatItIsFor() {
        open("index");
        awaitText("Enter a key to see its hash");
    }

    @Test
    void anAliasIsFollowedToItsAccount() {
        AccountNumber ada = account("Ada Index", "view-index-ada");
        open("index?key=view-index-ada");
        awaitText(
                "Alias view-index-ada",
                "Account " + ada,
                "the slot modulo 2 shards",
                "It exists: ");
    }

    @Test
    void aKeyOfNothingShowsWhereItWouldBe() {
        open("index?key=00000002");
        awaitText("Account 00000002", "Nothing has this key. This is where it would be.");
    }
}
