package org.davebank.host;

import org.davebank.base.WireException;
import org.davebank.base.WireReader;

/** The common wire format of requests and answers of agents. */
final class Wire {

    static final int VERSION = 1;

    private Wire() {}

    /**
     * What to say when an agent and a command are of different versions: requests and answers begin
     * with the version and a number, and that will never change.
     */
    static String otherVersion(int version) {
        return "the host agent speaks version "
                + version
                + " and this build version "
                + VERSION
                + ": use the build that started the network, or stop it with that build first";
    }

    /** The name of a node. It becomes the name of a folder, so nothing else may pass. */
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
