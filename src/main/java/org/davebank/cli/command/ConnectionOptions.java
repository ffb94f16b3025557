package org.davebank.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.davebank.base.Shell;
import org.davebank.client.Connection;
import org.davebank.client.ProvenServers;
import org.davebank.host.NetworkFile;
import org.davebank.host.Secrets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that locate a network and its token. */
public final class ConnectionOptions {

    public @Mixin DataFolder data = new DataFolder();

    @Option(names = "--url", paramLabel = "URL", description = "a server of a remote network")
    private @Nullable String url;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "file with the token (default: admin.token in the data folder)")
    private @Nullable Path tokenFile;

    private @Nullable Connection network;

    /** The options that let another command use the same network, empty for the default. */
    public String options() {
        return (url == null ? "" : " --url " + Shell.word(url))
                + (tokenFile == null ? "" : " --token-file " + Shell.word(tokenFile.toString()))
                + data.option();
    }

    /** True if the user named another network than that of the data folder. */
    public boolean isRemote() {
        return url != null;
    }

    /** The network that these options select, the same object at each call. */
    public synchronized Connection network() {
        Connection known = network;
        if (known == null) {
            known =
                    url == null
                            ? Connection.proven(
                                    () -> NetworkFile.servers(data.original()),
                                    this::prover,
                                    this::token,
                                    "no network runs on " + data.path())
                            : Connection.named(url, this::token);
            network = known;
        }
        return known;
    }

    /** Throws Failure if the data folder has no key for a proof. */
    private ProvenServers prover() {
        Path folder = data.path();
        try {
            Secrets secrets = Secrets.load(folder);
            if (secrets != null) {
                return new ProvenServers(folder.toString(), secrets::isProof);
            }
        } catch (IOException e) {
            throw new Failure(folder.resolve(Secrets.KEY_FILE) + ": " + e.getMessage());
        }
        throw new Failure(folder + " has no " + Secrets.KEY_FILE + ", so no server can be proved");
    }

    /** The bearer token. Throws Failure if there is none. */
    private String token() {
        Path file = tokenFile == null ? data.path().resolve(Secrets.TOKEN_FILE) : tokenFile;
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new Failure("there is no token in " + file + "; give --token-file or --data");
        }
    }
}
