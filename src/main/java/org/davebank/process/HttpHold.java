package org.davebank.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.davebank.io.PortInUse;

/**
 * The port of the web side, bound before the web side starts: the other nodes hear of it with the
 * node's first message.
 */
final class HttpHold {

    private static final int PORTS_TRIED_MAX = 200;

    private final ServerSocket socket;

    private HttpHold(ServerSocket socket) {
        this.socket = socket;
    }

    /**
     * Binds the port that was asked for, or the next free one where that may be.
     *
     * @throws PortInUse when it is not free
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
