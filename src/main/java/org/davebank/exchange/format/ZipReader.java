package org.davebank.exchange.format;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.davebank.exchange.Codes;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.ImportInput;
import org.davebank.exchange.ImportReader;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.ImportSettings;
import org.davebank.exchange.RowReader;
import org.davebank.exchange.mapping.ImportMapping;
import org.davebank.exchange.mapping.RecordRows;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the files in a zip archive, one file after another, each in its own format. Nothing is
 * unpacked to disk: names are only used to detect formats and to locate rows in messages.
 *
 * <p>A file in it that can't be read at all costs one reject; an archive without any readable file
 * is refused.
 */
public final class ZipReader extends RowReader {

    static final int ENTRIES_MAX = 1_000;
    private static final int SNIFF_BYTES = 4;
    private static final int NAME_CHARS_SHOWN_MAX = 100;

    private final ImportInput input;
    private final ZipInputStream zip;
    private final ImportMapping mapping;
    private final ImportSettings settings;
    private final Set<String> ignored = new LinkedHashSet<>();
    private final Deque<ImportRow> rejects = new ArrayDeque<>();
    private @Nullable ImportException firstRefusal;
    private @Nullable ImportReader entry;
    private @Nullable ImportInput text;
    private String name = "";
    private int entries;
    private int files;
    private boolean anyRead;
    private boolean ended;

    private ZipReader(ImportInput input, ImportMapping mapping, ImportSettings settings) {
        super(input);
        this.input = input;
        this.mapping = mapping;
        this.settings = settings;
        zip = new ZipInputStream(input);
    }

    /**
     * Reads the first row; throws {@link ImportException} when the archive has no readable file.
     */
    static ImportReader open(ImportInput input, ImportMapping mapping, ImportSettings settings)
            throws IOException {
        ZipReader reader = new ZipReader(input, mapping, settings);
        reader.begin();
        return reader;
    }

    @Override
    public @Nullable ImportRow advance() throws IOException {
        while (true) {
            if (entry == null && !ended) {
                nextEntry();
            }
            ImportReader rows = entry;
            if (rows == null && ended) {
                return last();
            }
            if (rows != null && rows.hasNext()) {
                return named(rows.next());
            }
            if (rows != null) {
                ignored.addAll(rows.ignoredColumns());
                entry = null;
                ended |= text != null && text.isDamaged();
            }
        }
    }

    private @Nullable ImportRow last() {
        ImportException refusal = firstRefusal;
        if (!anyRead && refusal != null) {
            throw refusal;
        }
        return rejects.poll();
    }

    private void nextEntry() throws IOException {
        try {
            ZipEntry next = zip.getNextEntry();
            if (next == null) {
                ended = true;
                if (files == 0) {
                    refuse(malformed("the zip archive has no file in it, or is damaged"));
                }
                return;
            }
            entries++;
            if (entries > ENTRIES_MAX) {
                throw new ImportException(
                        Codes.TOO_LARGE,
                        "file",
                        "an archive of more than " + ENTRIES_MAX + " files");
            }
            name = shown(next.getName());
            if (next.isDirectory() || isMetadata(next.getName())) {
                return;
            }
            files++;
            openEntry(next.getName());
        } catch (IOException e) {
            if (input.isFailing()) {
                throw e;
            }
            damaged("the zip archive is damaged or cut");
        } catch (IllegalArgumentException e) {
            damaged("the zip archive has a name that is not valid text");
        }
    }

    private void openEntry(String entryName) throws IOException {
        ImportInput opened = input.entry(zip);
        text = opened;
        try {
            byte[] start = opened.peek(SNIFF_BYTES);
            if (ImportFile.isZip(start) || ImportFile.isGzip(start)) {
                throw malformed("an archive within an archive");
            }
            if (isDocument(entryName)) {
                ended = true;
                throw malformed("this is a workbook or a document; save the sheet as CSV");
            }
            entry =
                    ImportFile.openText(
                            opened, entryName, mapping, new RecordRows(mapping, settings));
            anyRead = true;
        } catch (ImportException e) {
            if (e.code().equals(Codes.TOO_LARGE)) {
                throw e;
            }
            refuse(e);
        }
    }

    /** Folders, and metadata files of an operating system. */
    public static boolean isMetadata(String entryName) {
        String last = entryName.substring(entryName.lastIndexOf('/') + 1);
        return entryName.startsWith("__MACOSX/") || last.startsWith(".") || last.isEmpty();
    }

    /** The first entry of an office document. */
    public static boolean isDocument(String entryName) {
        return entryName.equals("[Content_Types].xml") || entryName.equals("mimetype");
    }

    private void damaged(String message) {
        ended = true;
        refuse(malformed(message + " here; nothing after this could be read"));
    }

    /** The reject comes after all readable rows. */
    private void refuse(ImportException e) {
        firstRefusal = firstRefusal == null ? e : firstRefusal;
        String where = name.isEmpty() ? "" : name + ": ";
        rejects.add(RecordRows.reject(1, name, e.field(), where + e.getMessage()));
    }

    private static ImportException malformed(String message) {
        return new ImportException(Codes.MALFORMED_REQUEST, "file", message);
    }

    private ImportRow named(ImportRow row) {
        return row instanceof ImportRow.RejectedRow r
                ? new ImportRow.RejectedRow(
                        r.line(), r.raw(), r.field(), r.code(), name + ": " + r.message())
                : row;
    }

    private static String shown(String entryName) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < Math.min(entryName.length(), NAME_CHARS_SHOWN_MAX); i++) {
            char c = entryName.charAt(i);
            plain.append(c < ' ' || c == 0x7f ? ' ' : c);
        }
        return plain.toString();
    }

    @Override
    public List<String> ignoredColumns() {
        return List.copyOf(ignored);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
