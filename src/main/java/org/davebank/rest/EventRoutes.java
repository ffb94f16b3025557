package org.davebank.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import org.davebank.api.ProblemCode;
import org.davebank.api.network.StreamedEvent;
import org.davebank.base.Event;
import org.davebank.rest.route.Header;
import org.davebank.rest.route.Route;
import org.davebank.service.Caller;
import org.davebank.service.ServiceProblem;
import org.davebank.service.network.EventFeed;
import org.davebank.service.network.NetworkService;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code /events}: what happens on the nodes, as server-sent events. Each stream holds the virtual
 * thread of its request.
 */
@RestController
final class EventRoutes {

    private static final int STREAMS_MAX = 64;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final NetworkService network;
    private final Semaphore streams = new Semaphore(STREAMS_MAX);

    EventRoutes(NetworkService network) {
        this.network = network;
    }

    @Route(
            value =
                    "Streams what happens on the nodes, as server-sent events; the data of each"
                            + " is such an object.",
            reads = Header.LAST_EVENT_ID,
            gives = StreamedEvent.class,
            givesTypes = "text/event-stream")
    @GetMapping({"/events", "/events/"})
    void events(HttpServletRequest request, HttpServletResponse response)
            throws IOException, InterruptedException {
        Caller caller = Callers.of(request);
        String last = request.getHeader("Last-Event-ID");
        if (!streams.tryAcquire()) {
            throw ServiceProblem.of(
                    ProblemCode.TOO_BUSY, STREAMS_MAX + " streams of events are open already");
        }
        try (EventFeed feed = network.events(caller, last)) {
            response.setContentType("text/event-stream");
            response.setCharacterEncoding(StandardCharsets.UTF_8);
            write(feed, response.getWriter());
        } finally {
            streams.release();
        }
    }

    /** Until the client is gone or this node stops. */
    private static void write(EventFeed feed, PrintWriter out) throws InterruptedException {
        out.write(": the events of the network, oldest first\n\n");
        out.flush();
        while (!out.checkError() && feed.isOpen()) {
            Event event = feed.next();
            if (event == null) {
                out.write(": still here\n\n"); // Also finds out that nobody listens any more.
            } else {
                StreamedEvent body = NetworkBodies.streamed(event);
                out.write("id: " + EventFeed.id(event) + "\n");
                out.write("event: " + body.kind() + "\n");
                out.write("data: " + JSON.writeValueAsString(body) + "\n\n");
            }
            out.flush();
        }
    }
}
