package org.davebank.cli.bank;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.davebank.api.bank.AttachmentAnswer;
import org.davebank.api.bank.AttachmentList;
import org.davebank.base.Sha256;
import org.davebank.cli.command.BankCommand;
import org.davebank.cli.command.DataFolder;
import org.davebank.cli.command.Failure;
import org.davebank.client.BankClient;
import org.davebank.service.files.AttachmentService;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Downloads the files of a transaction, or one file, into a folder. Overwrites nothing. */
@Command(
        name = "download",
        mixinStandardHelpOptions = true,
        description = "Downloads a transaction's files, or one file by its SHA-256, into files/.")
public final class DownloadCommand extends BankCommand {

    private static final int NAMES_TRIED_MAX = 1_000;

    @Parameters(
            index = "0",
            paramLabel = "TX|SHA256",
            description = "a transaction's id or a file's SHA-256")
    private String what = "";

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description = "folder (default: files next to the launcher)")
    private @Nullable Path folder;

    @Override
    public int run(BankClient bank) throws IOException {
        Path chosen = folder;
        Path into = chosen == null ? DataFolder.home().resolve("files") : chosen;
        Files.createDirectories(into);
        List<Object> done = new ArrayList<>();
        String sha256OrNot = what.toLowerCase(Locale.ROOT);
        if (Sha256.isName(sha256OrNot)) {
            done.add(download(bank, sha256OrNot, sha256OrNot + ".bin", into));
        } else {
            for (AttachmentAnswer file : files(bank)) {
                String sha256 = file.sha256();
                // A server's file names are not trusted more than anyone else's.
                String name = AttachmentService.safeName(file.name());
                boolean named = !name.equals(AttachmentService.UNNAMED);
                done.add(download(bank, sha256, named ? name : sha256 + ".bin", into));
            }
        }
        if (json) {
            out().println(write(done));
        }
        return 0;
    }

    private List<AttachmentAnswer> files(BankClient bank) {
        try {
            UUID id = UUID.fromString(what);
            String path = "/transactions/" + id + "/attachments";
            List<AttachmentAnswer> files = bank.get(path, AttachmentList.class).items();
            if (files.isEmpty()) {
                throw new Failure("transaction " + id + " has no files");
            }
            return files;
        } catch (IllegalArgumentException e) {
            throw usage("'" + what + "' is neither a transaction's id nor a SHA-256");
        }
    }

    private Map<String, Object> download(BankClient bank, String sha256, String name, Path into)
            throws IOException {
        if (!Sha256.isName(sha256)) {
            throw new Failure("the server names a file by what is no SHA-256");
        }
        Path part = Files.createTempFile(into, ".download-", ".part");
        try {
            bank.download("/attachments/" + sha256, part);
            if (!AttachCommand.sha256(part).equals(sha256)) {
                throw new Failure("the bytes that arrived are not those of " + sha256);
            }
            Path kept = keep(part, sha256, into, name);
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("sha256", sha256);
            result.put("size", Files.size(kept));
            result.put("file", kept.toString());
            if (!json) {
                out().println(kept + " (" + Files.size(kept) + " bytes)");
            }
            return result;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /**
     * Keeps the file under its name, or the next free one; an existing file with the same bytes
     * counts.
     */
    private static Path keep(Path part, String sha256, Path into, String name) throws IOException {
        int dot = name.lastIndexOf('.');
        String stem = dot <= 0 ? name : name.substring(0, dot);
        String end = dot <= 0 ? "" : name.substring(dot);
        for (int i = 1; i <= NAMES_TRIED_MAX; i++) {
            Path target = into.resolve(i == 1 ? name : stem + " (" + i + ")" + end);
            if (Files.isRegularFile(target) && AttachCommand.sha256(target).equals(sha256)) {
                return target;
            }
            try {
                return Files.move(part, target);
            } catch (FileAlreadyExistsException e) {
                // Try the next name.
            }
        }
        throw new Failure("there are too many files named " + name + " in " + into);
    }
}
