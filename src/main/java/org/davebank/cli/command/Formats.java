package org.davebank.cli.command;

import java.util.Iterator;
import java.util.List;
import org.davebank.exchange.FileFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Options that take the format of a file, in upper or lower case. */
public abstract class Formats implements ITypeConverter<FileFormat>, Iterable<String> {

    /** What can be imported. */
    public static final class Imports extends Formats {
        Imports() {
            super(FileFormat.IMPORTS);
        }
    }

    /** What can be exported. */
    public static final class Exports extends Formats {
        Exports() {
            super(FileFormat.EXPORTS);
        }
    }

    private final List<FileFormat> formats;

    private Formats(List<FileFormat> formats) {
        this.formats = formats;
    }

    @Override
    public FileFormat convert(String text) {
        FileFormat format = FileFormat.of(text, formats);
        if (format == null) {
            throw new TypeConversionException(
                    "expected " + FileFormat.words(formats) + " but was '" + text + "'");
        }
        return format;
    }

    @Override
    public Iterator<String> iterator() {
        return formats.stream().map(FileFormat::name).iterator();
    }
}
