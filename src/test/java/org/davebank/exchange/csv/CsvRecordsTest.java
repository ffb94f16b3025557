package org.davebank.exchange.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.davebank.base.RandomSource;
import org.davebank.exchange.RecordLimits;
import org.junit.jupiter.api.Test;

class CsvRecordsTest {

    private static List<List<String>> records(String file) throws IOException {
        CsvRecords records = new CsvRecords(new StringReader(file), ',');
        CsvReader.Feed feed = new CsvReader.Feed();
        List<List<String>> all = new ArrayList<>();
        try (CSVParser parser = CsvReader.parser(feed, ',')) {
            Iterator<CSVRecord> parsed = parser.iterator();
            while (records.next()) {
                assertThat(records.problem()).isNull();
                all.add(List.of(CsvReader.cells(records, feed, parsed)));
            }
        }
        return all;
    }

    @Test
    void soundFilesAreCutAsCommonsCsvCutsThem() throws IOException {
        String[] cells = {
            "",
            "a",
            "b c",
            "\"\"",
            "\"q\"",
            "\"a,b\"",
            "\"x\"\"y\"",
            "\"l\nm\"",
            "\"r\r\ns\" ",
            "5\"",
            " z"
        };
        String[] breaks = {"\n", "\r\n", "\r"};
        for (int seed = 0; seed < 3_000; seed++) {
            RandomSource random = new RandomSource(seed);
            StringBuilder file = new StringBuilder();
            for (int row = random.nextInt(6); row >= 0; row--) {
                file.append("k");
                for (int cell = random.nextInt(5); cell > 0; cell--) {
                    file.append(',').append(cells[random.nextInt(cells.length)]);
                }
                file.append(breaks[random.nextInt(breaks.length)]);
            }
            List<List<String>> expected = new ArrayList<>();
            try (CSVParser whole = CSVParser.parse(file.toString(), CSVFormat.RFC4180)) {
                whole.forEach(record -> expected.add(record.toList()));
            }

            assertThat(records(file.toString())).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void fieldsUpToTheirGreatestLengthAreSoundAndLongerOnesAreNot() throws IOException {
        String longest = "x".repeat(RecordLimits.FIELD_CHARS_MAX);

        assertThat(records("a," + longest + "\nb\n")).hasSize(2);
        CsvRecords records = new CsvRecords(new StringReader("a," + longest + "y\nb\n"), ',');
        assertThat(records.next()).isTrue();
        assertThat(records.problem()).contains("field");
        assertThat(records.problemColumn()).isEqualTo(1);
        assertThat(records.next()).isTrue();
        assertThat(records.problem()).isNull();
        assertThat(records.line()).isEqualTo(2);
    }
}
