package org.davebank.host;

import org.davebank.base.WireException;
import org.davebank.base.WireReader;

/** What requests and answers of agents have in common. */
final class Wire {

    static final int VERSION = 1;

    private Wire() {}

    /** The name of a node. It becomes the name of a folder, so nothing else may pass. */
    static String name(WireReader in) throws WireException {
        String name = in.text(64);
        if (!Names.isName(name)) {
            throw new WireException("no name of a node");
        }
        return name;
    }
}
