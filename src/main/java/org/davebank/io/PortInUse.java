package org.davebank.io;

import java.io.IOException;

/** Another process uses the requested port; the message names the port. */
public final class PortInUse extends IOException {
    private static final long serialVersionUID = 1L;

    public PortInUse(String kind, String host, int port) {
        super(kind + " port " + port + " on " + host + " is in use; choose another one");
    }
}
