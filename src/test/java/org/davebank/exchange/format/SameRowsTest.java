package org.davebank.exchange.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.mapping.ImportMapping;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same content gives the same rows, whatever format it comes in. */
class SameRowsTest {

    private static final String CSV_ACCOUNTS =
            """
            account_num,holder,currency,status,overdraft_limit,balance,opened_at,aliases
            12345678,Ada Example,GBP,ACTIVE,250.00,,2025-01-02T03:04:05Z,DE1|A\\|B
            00000007,"Zoë ""Z"" <&> O'Neil",EUR,ACTIVE,0.00,12.50,,
            """;
    private static final String CSV_TRANSACTIONS =
            """
            id,account_num,transaction_type,amount,currency,to_account,timestamp,reference,description,idempotency_key,external_id
            01890a5d-ac96-774b-bcce-b302099a8057,12345678,deposit,10.00,GBP,,2026-01-02,R 1,a<b & c,,
            ,12345678,withdrawal,0.01,,,,,,k1,
            ,00000007,Transfer,5,EUR,12345678,,,,,x-9
            ,12345678,deposit,1.005,GBP,,,,,k2,
            ,1234567,deposit,1,GBP,,,,,k3,
            ,12345678,gift,1,GBP,,,,,k4,
            """;
    private static final String JSON_ACCOUNTS =
            """
            {"account_num":"12345678","holder":"Ada Example","currency":"GBP","status":"ACTIVE",
             "overdraft_limit":250.00,"opened_at":"2025-01-02T03:04:05Z","aliases":["DE1","A|B"]},
            {"account_num":"00000007","holder":"Zo\\u00eb \\"Z\\" <&> O'Neil","currency":"EUR",
             "status":"ACTIVE","overdraft_limit":0.00,"balance":12.50,"aliases":[]}
            """;
    private static final String JSON_TRANSACTIONS =
            """
            {"id":"01890a5d-ac96-774b-bcce-b302099a8057","account_num":"12345678",
             "transaction_type":"deposit","amount":10.00,"currency":"GBP","timestamp":"2026-01-02",
             "reference":"R 1","description":"a<b & c"},
            {"account_num":"12345678","transaction_type":"withdrawal","amount":0.01,
             "idempotency_key":"k1"},
            {"account_num":"00000007","transaction_type":"Transfer","amount":5,"currency":"EUR",
             "to_account":"12345678","external_id":"x-9","unknown":{"a":[1,{"b":null}]}},
            {"account_num":"12345678","transaction_type":"deposit","amount":1.005,"currency":"GBP",
             "idempotency_key":"k2"},
            {"account_num":"1234567","transaction_type":"deposit","amount":1,"currency":"GBP",
             "idempotency_key":"k3"},
            {"account_num":"12345678","transaction_type":"gift","amount":1,"currency":"GBP",
             "idempotency_key":"k4"}
            """;
    private static final String XML_ACCOUNTS =
            """
            <account><account_num>12345678</account_num><holder>Ada Example</holder>
              <currency>GBP</currency><status>ACTIVE</status><overdraft_limit>250.00</overdraft_limit>
              <opened_at>2025-01-02T03:04:05Z</opened_at>
              <aliases><alias>DE1</alias><alias>A|B</alias></aliases></account>
            <account><account_num>00000007</account_num>
              <holder>Zo&#235; "Z" &lt;&amp;&gt; O'<![CDATA[Neil]]></holder><currency>EUR</currency>
              <status>ACTIVE</status><overdraft_limit>0.00</overdraft_limit>
              <balance>12.50</balance></account>
            """;
    private static final String XML_TRANSACTIONS =
            """
            <transaction><id>01890a5d-ac96-774b-bcce-b302099a8057</id>
              <account_num>12345678</account_num><transaction_type>deposit</transaction_type>
              <amount>10.00</amount><currency>GBP</currency><timestamp>2026-01-02</timestamp>
              <reference>R 1</reference><description>a&lt;b &amp; c</description></transaction>
            <transaction><account_num>12345678</account_num>
              <transaction_type>withdrawal</transaction_type><amount>0.01</amount>
              <idempotency_key>k1</idempotency_key></transaction>
            <transaction><account_num>00000007</account_num>
              <transaction_type>Transfer</transaction_type><amount>5</amount>
              <currency>EUR</currency><to_account>12345678</to_account>
              <external_id>x-9</external_id></transaction>
            <transaction><account_num>12345678</account_num>
              <transaction_type>deposit</transaction_type><amount>1.005</amount>
              <currency>GBP</currency><idempotency_key>k2</idempotency_key></transaction>
            <transaction><account_num>1234567</account_num>
              <transaction_type>deposit</transaction_type><amount>1</amount>
              <currency>GBP</currency><idempotency_key>k3</idempotency_key></transaction>
            <transaction><account_num>12345678</account_num>
              <transaction_type>gift</transaction_type><amount>1</amount>
              <currency>GBP</currency><idempotency_key>k4</idempotency_key></transaction>
            """;

    private static final List<Object> ACCOUNTS = Rows.meaning(Rows.of(CSV_ACCOUNTS));
    private static final List<Object> TRANSACTIONS = Rows.meaning(Rows.of(CSV_TRANSACTIONS));

    private static String lines(String objects) {
        return objects.replace("\n ", " ").replace("},\n", "}\n");
    }

    @Test
    void theTextItselfHasAllKindsOfRows() {
        assertThat(ACCOUNTS).hasSize(2).allMatch(ImportRow.AccountRow.class::isInstance);
        assertThat(TRANSACTIONS.subList(0, 3)).allMatch(ImportRow.TransactionRow.class::isInstance);
        assertThat(TRANSACTIONS.subList(3, 6))
                .containsExactly(
                        "invalid_amount amount",
                        "invalid_account_number account_num",
                        "invalid_type transaction_type");
    }

    @Test
    void whatIsNotPostedIsARejectInEveryFormat() {
        String json =
                """
                {"account_num":"12345678","transaction_type":"deposit","amount":1.00,
                 "amount_minor":100,"currency":"GBP","status":"%s","code":"insufficient_funds",
                 "idempotency_key":"k"}\
                """;
        String xml =
                "<transaction><account_num>12345678</account_num><transaction_type>deposit"
                        + "</transaction_type><amount>1.00</amount><currency>GBP</currency>"
                        + "<status>%s</status><idempotency_key>k</idempotency_key></transaction>";
        String csv =
                "account_num,transaction_type,amount,currency,status,idempotency_key\n"
                        + "12345678,deposit,1.00,GBP,%s,k\n";
        for (String status : List.of("POSTED", "posted", "", "REJECTED", "ACTIVE")) {
            String one = json.formatted(status);
            List<Object> meaning = Rows.meaning(Rows.of(csv.formatted(status)));

            if (status.isEmpty() || status.equalsIgnoreCase("posted")) {
                assertThat(meaning.get(0)).isInstanceOf(ImportRow.TransactionRow.class);
            } else {
                assertThat(meaning).containsExactly("not_booked status");
            }
            for (String file :
                    List.of(
                            "[" + one + "]",
                            "{\"items\":[" + one + "],\"next_cursor\":null}",
                            "{\"transactions\":[" + one + "]}",
                            "{\"accounts\":[{\"account_num\":\"12345678\",\"transactions\":["
                                    + one
                                    + "]}]}",
                            one.replace("\n", "") + "\n",
                            "<davebank xmlns='urn:davebank:1'>"
                                    + xml.formatted(status)
                                    + "</davebank>")) {
                assertThat(Rows.meaning(Rows.of(file))).as(file).isEqualTo(meaning);
            }
        }
        ImportMapping foreign =
                ImportMapping.parse(
                        "{\"account_num\":\"a\",\"transaction_type\":{\"constant\":\"deposit\"},"
                                + "\"amount\":\"b\",\"status\":{\"column\":\"s\",\"values\":{\"ok\":"
                                + "\"POSTED\"}}}");
        List<Object> mapped =
                Rows.meaning(Rows.of("a,b,s\n12345678,1,ok\n12345678,1,no\n", foreign));
        assertThat(mapped.get(0)).isInstanceOf(ImportRow.TransactionRow.class);
        assertThat(mapped.get(1)).isEqualTo("not_booked status");
    }

    @Test
    void anAmountInMinorUnitsThatIsAnotherIsAReject() {
        String header = "account_num,transaction_type,amount,amount_minor,currency\n";
        for (String fits : List.of("12.5,1250,GBP", "12.50,,GBP", "12,12,JPY", "12.5,7,")) {
            assertThat(Rows.of(header + "12345678,deposit," + fits + "\n").get(0))
                    .as(fits)
                    .isInstanceOf(ImportRow.TransactionRow.class);
        }
        for (String wrong : List.of("12.5,125,GBP", "12,1200,JPY", "1,-100,GBP", "1,x,GBP")) {
            assertThat(Rows.meaning(Rows.of(header + "12345678,deposit," + wrong + "\n")))
                    .as(wrong)
                    .containsExactly("malformed_request amount_minor");
        }
        String json =
                "[{\"account_num\":\"12345678\",\"transaction_type\":\"deposit\",\"amount\":1,"
                        + "\"amount_minor\":1,\"currency\":\"GBP\"}]";
        String xml =
                "<davebank xmlns='urn:davebank:1'><transaction><account_num>12345678</account_num>"
                        + "<transaction_type>deposit</transaction_type><amount>1</amount>"
                        + "<amount_minor>1</amount_minor><currency>GBP</currency></transaction>"
                        + "</davebank>";
        assertThat(Rows.meaning(Rows.of(json)))
                .isEqualTo(Rows.meaning(Rows.of(xml)))
                .containsExactly("malformed_request amount_minor");
    }

    @Test
    void aJsonDocument() {
        List<ImportRow> rows =
                Rows.of(
                        "{\"version\":1,\"made_by\":{\"x\":[1]},\"accounts\":["
                                + JSON_ACCOUNTS
                                + "],\"transactions\":["
                                + JSON_TRANSACTIONS
                                + "]}");

        assertThat(Rows.meaning(rows.subList(0, 2))).isEqualTo(ACCOUNTS);
        assertThat(Rows.meaning(rows.subList(2, 8))).isEqualTo(TRANSACTIONS);
    }

    @Test
    void bareArraysAndWhatTheRoutesAnswer() {
        assertThat(Rows.meaning(Rows.of("\n [" + JSON_TRANSACTIONS + "]"))).isEqualTo(TRANSACTIONS);
        assertThat(Rows.meaning(Rows.of("[" + JSON_ACCOUNTS + "]"))).isEqualTo(ACCOUNTS);
        assertThat(
                        Rows.meaning(
                                Rows.of(
                                        "{\"items\":["
                                                + JSON_TRANSACTIONS
                                                + "],\"next_cursor\":1}")))
                .isEqualTo(TRANSACTIONS);
    }

    @Test
    void linesOfJsonOfBothKinds() {
        List<ImportRow> rows = Rows.of(lines(JSON_ACCOUNTS) + "\r\n\n" + lines(JSON_TRANSACTIONS));

        assertThat(Rows.meaning(rows.subList(0, 2))).isEqualTo(ACCOUNTS);
        assertThat(Rows.meaning(rows.subList(2, 8))).isEqualTo(TRANSACTIONS);
        assertThat(rows.get(2).line()).isEqualTo(5);
    }

    @Test
    void xml() {
        List<ImportRow> rows =
                Rows.of(
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><davebank"
                                + " xmlns=\"urn:davebank:1\" version=\"1\"><accounts>"
                                + XML_ACCOUNTS
                                + "</accounts><!-- then --><transactions>"
                                + XML_TRANSACTIONS
                                + "</transactions></davebank>");

        assertThat(Rows.meaning(rows.subList(0, 2))).isEqualTo(ACCOUNTS);
        assertThat(Rows.meaning(rows.subList(2, 8))).isEqualTo(TRANSACTIONS);
        assertThat(rows.get(7).line()).isEqualTo(8);
    }

    @Test
    void xmlWithAPrefixAndWithoutLists() {
        String prefixed = XML_TRANSACTIONS.replace("</", "</d:").replaceAll("<(?=[a-z])", "<d:");
        String file = "<d:davebank xmlns:d='urn:davebank:1'>" + prefixed + "</d:davebank>";

        assertThat(Rows.meaning(Rows.of(file))).isEqualTo(TRANSACTIONS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1_500})
    void transactionsWithinTheirAccountWherever_ItsOtherMembersStand(int count) {
        String one = "{\"transaction_type\":\"deposit\",\"amount\":1,\"idempotency_key\":\"k%d\"}";
        StringBuilder many = new StringBuilder();
        StringBuilder xml = new StringBuilder();
        for (int i = 0; i < count; i++) {
            many.append(i == 0 ? "" : ",").append(one.formatted(i));
            xml.append(
                    "<transaction><transaction_type>deposit</transaction_type><amount>1</amount>");
            xml.append("<idempotency_key>k" + i + "</idempotency_key></transaction>");
        }
        List<Object> json =
                Rows.meaning(
                        Rows.of(
                                "{\"accounts\":[{\"account_num\":\"12345678\",\"holder\":\"A\","
                                        + "\"transactions\":["
                                        + many
                                        + "]},{\"account_num\":\"12345678\",\"transactions\":[]}]}"));
        List<Object> fromXml =
                Rows.meaning(
                        Rows.of(
                                "<davebank xmlns='urn:davebank:1'><account>"
                                        + "<account_num>12345678</account_num><holder>A</holder>"
                                        + "<transactions>"
                                        + xml
                                        + "</transactions></account></davebank>"));
        List<ImportRow> late =
                Rows.of(
                        "{\"transactions\":["
                                + many
                                + "],\"holder\":\"A\",\"account_num\":\"12345678\"}");

        assertThat(json).hasSize(count + 1).isEqualTo(fromXml);
        assertThat(json.getFirst()).isInstanceOf(ImportRow.AccountRow.class);
        assertThat(json.subList(1, count + 1)).allMatch(ImportRow.TransactionRow.class::isInstance);
        assertThat(late).isNotEmpty();
    }

    @Test
    void anAccountMayNameItselfBehindItsTransactions() {
        List<ImportRow> rows =
                Rows.of(
                        "[{\"transactions\":[{\"transaction_type\":\"deposit\",\"amount\":1}],"
                                + "\"holder\":\"A\",\"account_num\":\"12345678\"}]");

        assertThat(rows.get(0)).isInstanceOf(ImportRow.AccountRow.class);
        assertThat(Rows.transaction(rows.get(1)).account())
                .isEqualTo(
                        ((ImportRow.AccountRow) rows.get(0)).number() == null
                                ? null
                                : Rows.transaction(
                                                Rows.of(
                                                                "account_num,transaction_type,amount\n12345678,deposit,1")
                                                        .get(0))
                                        .account());
    }

    @Test
    void archivesHoldWhatTheyHold() {
        byte[] zip =
                Archives.zip(
                        "__MACOSX/._a.csv",
                        "junk",
                        "dir/",
                        "",
                        "a.csv",
                        CSV_ACCOUNTS,
                        "../../etc/b.json",
                        "[" + JSON_TRANSACTIONS + "]");
        List<ImportRow> rows = Rows.of(zip, ImportMapping.own());

        assertThat(Rows.meaning(rows.subList(0, 2))).isEqualTo(ACCOUNTS);
        assertThat(Rows.meaning(rows.subList(2, 8))).isEqualTo(TRANSACTIONS);
        assertThat(Rows.reject(rows.get(6)).message()).startsWith("../../etc/b.json: ");
        assertThat(
                        Rows.meaning(
                                Rows.of(
                                        Archives.gzip("[" + JSON_TRANSACTIONS + "]"),
                                        ImportMapping.own())))
                .isEqualTo(TRANSACTIONS);
    }

    @Test
    void aFileWithinAnArchiveIsReadAsIfItCameByItself() {
        String csv = "account_num,transaction_type,amount\n12345678,deposit,1\n";
        List<ImportRow> rows = Rows.of(Archives.zip("a", csv, "b", csv), ImportMapping.own());

        assertThat(Rows.transaction(rows.get(0)).key())
                .isEqualTo(Rows.transaction(Rows.of(csv).get(0)).key())
                .isEqualTo(Rows.transaction(rows.get(1)).key());
    }

    @Test
    void foreignJsonIsReadByTheSameMappingAsForeignCsv() {
        ImportMapping mapping =
                ImportMapping.parse(
                        "{\"account_num\":\"who.iban\",\"amount\":\"sum\",\"transaction_type\":"
                                + "{\"by_sign\":true},\"timestamp\":{\"column\":\"day\",\"pattern\":"
                                + "\"yyMMdd\"},\"external_id\":\"nr\",\"create_accounts\":true,"
                                + "\"decimal\":\",\"}");
        List<ImportRow> csv = Rows.of("nr;who.iban;sum;day\n7;X-1;-1.234,50;260102\n", mapping);
        String one =
                "{\"nr\":7,\"who\":{\"iban\":\"X-1\"},\"sum\":\"-1.234,50\",\"day\":\"260102\"}";

        assertThat(csv.get(0)).isInstanceOf(ImportRow.TransactionRow.class);
        for (String file :
                List.of(
                        "[" + one + "]",
                        one,
                        "{\"n\":1,\"payments\":[" + one + "]}",
                        one + "\n{}")) {
            assertThat(Rows.meaning(Rows.of(file, mapping).subList(0, 1)))
                    .isEqualTo(Rows.meaning(csv));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16LE", "windows-1252"})
    void theEncodingOfJsonAndXmlIsSeen(String encoding) {
        String json = "[{\"account_num\":\"12345678\",\"holder\":\"Zoë\"}]";
        String xml =
                "<davebank xmlns='urn:davebank:1'><account><account_num>12345678</account_num>"
                        + "<holder>Zoë</holder></account></davebank>";
        java.nio.charset.Charset charset = java.nio.charset.Charset.forName(encoding);

        assertThat(Rows.meaning(Rows.of(json.getBytes(charset), ImportMapping.own())))
                .isEqualTo(Rows.meaning(Rows.of(xml.getBytes(charset), ImportMapping.own())))
                .isEqualTo(Rows.meaning(Rows.of("account_num,holder\n12345678,Zoë\n")));
    }

    @Test
    void anXmlFileMayDeclareItsEncoding() {
        String xml =
                "<?xml version='1.0' encoding='ISO-8859-2'?><davebank xmlns='urn:davebank:1'>"
                        + "<account><holder>žluť</holder></account></davebank>";
        byte[] file = xml.getBytes(java.nio.charset.Charset.forName("ISO-8859-2"));

        assertThat(((ImportRow.AccountRow) Rows.of(file, ImportMapping.own()).get(0)).holder())
                .isEqualTo("žluť");
    }
}
