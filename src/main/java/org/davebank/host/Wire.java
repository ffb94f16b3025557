package org.davebank.host;

import org.davebank.base.WireException;
import org.davebank.base.WireReader;

/** The common wire format of requests and answers of agents. */
final class Wire {

    static final int VERSION = 1;

    private Wire() {}

    /** Reads the name of a node. It becomes a folder's name, so everything else is rejected. */
    static String name(WireReader in) throws WireException {
        String name = nameOrNone(in);
        if (name.isEmpty()) {
            throw new WireException("no name of a node");
        }
        return name;
    }

    /** The same, or empty. */
    static String nameOrNone(WireReader in) throws WireException {
        String name = in.text(64);
        if (!name.isEmpty() && !Names.isName(name)) {
            throw new WireException("no name of a node");
        }
        return name;
    }
}
