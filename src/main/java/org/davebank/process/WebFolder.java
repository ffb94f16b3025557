package org.davebank.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.util.FileSystemUtils;

/**
 * Keeps the web server's temporary files in the node's folder. In the temporary folder of the
 * machine each killed process would leave its own for ever.
 */
final class WebFolder implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private static final String NAME = "web";

    private final Path folder;

    /** Empties the folder: what is there is of an earlier process. */
    WebFolder(Path nodeFolder) throws IOException {
        folder = nodeFolder.resolve(NAME);
        FileSystemUtils.deleteRecursively(folder);
        Files.createDirectories(folder.resolve("root"));
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setBaseDirectory(folder.toFile());
        factory.setDocumentRoot(folder.resolve("root").toFile());
    }
}
