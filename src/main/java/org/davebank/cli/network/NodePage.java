package org.davebank.cli.network;

import java.io.IOException;
import java.util.List;
import org.davebank.client.ProvenServers;
import org.davebank.host.NetworkFile;
import org.davebank.process.NodeProcess;

/** Shows a page of the console in the default browser, or prints its link if there is none. */
final class NodePage {

    private NodePage() {}

    /** Opens a node's page, signed in, on any server that answers. */
    static void show(NodeProcess process, String name) {
        List<String> bases = NetworkFile.servers(process.data());
        String base =
                new ProvenServers(process.data().toString(), process.secretsOfNetwork()::isProof)
                        .first(bases);
        if (base == null) {
            System.out.println("No server serves the page of " + name + " yet.");
            return;
        }
        String link = SignIn.link(process.secretsOfNetwork(), base);
        System.out.println(link + "&to=nodes/" + name);
        open(link + "&to=nodes/" + name);
    }

    /** Opens a link, which is printed as well, if there is a display. */
    static void open(String link) {
        String opener =
                switch (System.getProperty("os.name").toLowerCase(java.util.Locale.ROOT)) {
                    case String os when os.contains("mac") -> "open";
                    case String os when os.contains("windows") -> "explorer";
                    default ->
                            System.getenv("DISPLAY") == null
                                            && System.getenv("WAYLAND_DISPLAY") == null
                                    ? ""
                                    : "xdg-open";
                };
        if (opener.isEmpty()) {
            return;
        }
        try {
            new ProcessBuilder(opener, link)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            // The link is printed; the user can copy it.
        }
    }
}
