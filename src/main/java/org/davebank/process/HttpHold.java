package org.davebank.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.davebank.io.PortInUse;

/**
 * Holds the port of the web side before the web side starts: the node's first message already
 * announces it to the other nodes.
 */
final class HttpHold {

    private static final int PORTS_TRIED_MAX = 200;

    private final ServerSocket socket;

    private HttpHold(ServerSocket socket) {
        this.socket = socket;
    }

    /**
     * Binds the requested port, or the next free one if that is allowed.
     *
     * @throws PortInUse if it is not free
     */
    static HttpHold take(String host, WebSettings web) throws IOException {
        InetAddress local = InetAddress.getByName(host);
        int last = web.givesWay() && web.port() != 0 ? web.port() + PORTS_TRIED_MAX : web.port();
        for (int port = web.port(); port <= Math.min(last, 65_535); port++) {
            ServerSocket socket = new ServerSocket();
            try {
                socket.bind(new InetSocketAddress(local, port));
                return new HttpHold(socket);
            } catch (IOException e) {
                socket.close();
            }
        }
        throw new PortInUse("HTTP", host, web.port());
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Lets the web side bind the port. */
    void release() throws IOException {
        socket.close();
    }
}
