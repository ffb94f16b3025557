package org.davebank.cli.bank;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLConnection;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import org.davebank.api.bank.AttachmentAnswer;
import org.davebank.base.Sha256;
import org.davebank.cli.command.BankCommand;
import org.davebank.cli.command.Failure;
import org.davebank.client.BankClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Attaches a file to a transaction. */
@Command(
        name = "attach",
        mixinStandardHelpOptions = true,
        description = "Attaches FILE to the transaction TX; the same file twice is attached once.")
public final class AttachCommand extends BankCommand {

    private static final Duration UPLOAD_TIMEOUT = Duration.ofMinutes(3);
    private static final Duration UPLOAD_DEADLINE = Duration.ofMinutes(5);

    @Parameters(index = "0", paramLabel = "TX", description = "the transaction's id")
    private String transaction = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "the file")
    private Path file = Path.of("");

    @Option(names = "--type", paramLabel = "TYPE", description = "media type, like image/png")
    private @Nullable String type;

    @Option(names = "--name", paramLabel = "NAME", description = "name (default: the file's)")
    private @Nullable String name;

    @Override
    public int run(BankClient bank) throws IOException {
        UUID id = uuid(transaction);
        if (!Files.isRegularFile(file)) {
            throw new Failure("there is no file " + file);
        }
        String given = name;
        String called = given == null ? String.valueOf(file.getFileName()) : given;
        String sha256 = sha256(file);
        // The key is derived from the attachment, so that an interrupted command can be repeated.
        String key = "attach-" + sha256 + "-" + Integer.toHexString((called + type).hashCode());
        BankClient.Answer answer =
                bank.ask(
                        new BankClient.Call(
                                "POST",
                                with("/transactions/" + id + "/attachments", "name", called),
                                this::body,
                                mediaType(called),
                                key,
                                UPLOAD_TIMEOUT,
                                UPLOAD_DEADLINE));
        AttachmentAnswer attached = answer.orFail(AttachmentAnswer.class);
        if (!sha256.equals(attached.sha256())) {
            throw new Failure("the file has changed while it was sent; attach it again");
        }
        if (json) {
            out().println(answer.json());
        } else {
            out().println(
                            "Attached "
                                    + attached.name()
                                    + ", "
                                    + attached.size()
                                    + " bytes, to "
                                    + id);
            out().println("SHA-256 " + sha256 + ", on " + String.join(", ", attached.holders()));
        }
        return 0;
    }

    private BodyPublisher body() {
        try {
            return BodyPublishers.ofFile(file);
        } catch (FileNotFoundException e) {
            throw new Failure("there is no file " + file);
        }
    }

    private String mediaType(String called) {
        String contentType = type == null ? URLConnection.guessContentTypeFromName(called) : type;
        boolean plain =
                contentType != null
                        && contentType.toLowerCase(Locale.ROOT).matches("[!-~]+/[!-~]+");
        return contentType != null && plain ? contentType : "application/octet-stream";
    }

    static String sha256(Path file) throws IOException {
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[256 * 1024];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return Sha256.name(digest.digest());
    }
}
