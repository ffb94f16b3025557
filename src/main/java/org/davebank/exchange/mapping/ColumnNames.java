package org.davebank.exchange.mapping;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.davebank.exchange.ImportField;
import org.jspecify.annotations.Nullable;

/** Names that banks give to columns, in the languages seen so far; better names come first. */
public final class ColumnNames {

    private static final Map<ImportField, List<String>> NAMES = new EnumMap<>(ImportField.class);

    static {
        putAccountsAndAmounts();
        putTimes();
        putWords();
    }

    private static void putAccountsAndAmounts() {
        put(
                ImportField.ACCOUNT_NUM,
                """
                accountnum auftragskonto accountid accountnumber accountno account acct acctid
                nameorig ucet cisloucetu konto kontonummer rekening rekeningnummer ibanbban
                numerodecompte compte cuenta conto rachunek tili iban
                """);
        put(
                ImportField.TRANSACTION_TYPE,
                """
                transactiontype type typ druh operation kind direction debitcredit creditdebit drcr
                crdr dc sh sollhaben cdtdbtind afbij art umsatzart debitorcredit
                """);
        put(
                ImportField.AMOUNT,
                """
                amount net netto castka betrag bedrag belopp belob belop montant importe importo kwota
                summa summe valor osszeg sum value umsatz transactionamount gross brutto
                transaktionsbetrag betraginkontowahrung objem transactieamount wartosc
                """);
        put(
                ImportField.AMOUNT_IN,
                """
                paidin moneyin creditamount creditsamount credit credits deposits deposit depositamount
                haben gutschrift eingang einnahmen kredit inflow received entrees entree ingresos abono
                accrediti avere entrate credito wplywy uznania prijem in insattning ind
                """);
        put(
                ImportField.AMOUNT_OUT,
                """
                paidout moneyout debitamount debitsamount debit debits withdrawals withdrawal
                withdrawalamount soll belastung lastschrift ausgang ausgaben outflow spent sorties sortie
                gastos cargo addebiti dare uscite debito wydatki obciazenia vydaj out uttag ud
                """);
        put(
                ImportField.FEE,
                """
                fee fees gebuhr gebuhren entgelt provision kommission commission frais
                comision commissione prowizja poplatek kosten charge charges
                """);
        put(
                ImportField.CURRENCY,
                "currency mena wahrung ccy currencycode devise moneda divisa valuta munt waluta waehrung"
                        + " buchungswahrung");
        put(ImportField.TO_ACCOUNT, "toaccount namedest targetaccount destination");
    }

    private static void putTimes() {
        put(
                ImportField.TIMESTAMP,
                """
                timestamp datetime completeddate dateoperation bookingdate buchungstag buchungsdatum
                buchung bokforingsdag bokforingsdatum bogfort kirjauspaiva boekdatum date datum
                transactiondate transaktionsdatum transactiondateutc posteddate postingdate postdate
                dataoperacji datacontabile dataoperazione fechaoperacion fecha data dato paivamaara
                datumprovedeni datumzauctovani valuedate valutadatum wertstellung starteddate created
                createdon time
                """);
        put(ImportField.TIME, "time uhrzeit zeit heure hora ora czas tid cas");
        put(ImportField.TIME_ZONE, "timezone zeitzone tz zone fuseauhoraire");
    }

    private static void putWords() {
        put(ImportField.STATUS, "status state zustand statut stan estado");
        put(
                ImportField.REFERENCE,
                """
                reference ref variablesymbol endtoendid endtoendreference referenz kundenreferenz
                customerreference paymentreference
                """);
        put(
                ImportField.DESCRIPTION,
                """
                description popis memo note text details narrative verwendungszweck ksymbol
                transactiondescription naamomschrijving omschrijving mededelingen libelle concepto
                descrizione opis opisoperacji tytul selite rubrik tekst beskrivelse buchungstext notes
                counterpartyname counterparty payee payeename name merchant empfanger beneficiary
                zahlungsempfangerin beguenstigterzahlungspflichtiger partnername
                """);
        put(
                ImportField.EXTERNAL_ID,
                """
                externalid transid transactionid txid transferwiseid transaktionscode
                transaktionsnummer id cislopohybu uuid nr no number
                """);
        put(
                ImportField.BALANCE,
                """
                balance balanceafter runningbalance accountbalance zustatek saldo newbalanceorig
                kontostand saldonachbuchung saldonamutatie solde saldopooperacji balanceafterbooking
                saldoindisponibile saldofinal
                """);
        put(ImportField.HOLDER, "holder accountholder majitel");
    }

    /** Where a file has one of these, an ambiguous number is the counterparty's. */
    private static final Set<String> OTHER_SIDE =
            Set.of(
                    "payee",
                    "payeename",
                    "partnername",
                    "partneriban",
                    "counterparty",
                    "counterpartyname",
                    "beneficiary",
                    "empfanger",
                    "zahlungsempfangerin",
                    "zahlungspflichtiger",
                    "zahlungspflichtigerin",
                    "beguenstigterzahlungspflichtiger",
                    "auftraggeberempfanger",
                    "auftraggeberbegunstigter",
                    "begunstigterauftraggeber",
                    "glaubigerid",
                    "mottagare",
                    "tegenrekening",
                    "tegenrekeningibanbban",
                    "naamtegenpartij");

    private static final Set<String> EITHER_SIDE =
            Set.of("iban", "kontonummer", "accountnumber", "accountno", "kontonummeriban");

    private ColumnNames() {}

    private static void put(ImportField field, String words) {
        NAMES.put(field, Arrays.asList(words.strip().split("\\s+")));
    }

    /** Names of the field's columns, normalised by {@link #base}. */
    public static List<String> of(ImportField field) {
        return NAMES.getOrDefault(field, List.of());
    }

    public static boolean isEitherSide(String base) {
        return EITHER_SIDE.contains(base);
    }

    public static boolean namesOtherSide(String base) {
        return OTHER_SIDE.contains(base);
    }

    static boolean isBalance(String column) {
        return of(ImportField.BALANCE).contains(base(column));
    }

    /** Whether some field has columns with this name. */
    public static boolean isKnown(String column) {
        String base = base(column);
        return OTHER_SIDE.contains(base)
                || NAMES.values().stream().anyMatch(names -> names.contains(base));
    }

    /** Lower-case letters and digits, without accents and without a trailing currency. */
    public static String base(String column) {
        String text = column.strip();
        String currency = currency(text);
        return plain(currency == null ? text : text.substring(0, beforeCurrency(text)));
    }

    /** The currency after a column's name, as in {@code Amount (EUR)}; null without one. */
    public static @Nullable String currency(String column) {
        String text = column.strip();
        int start = beforeCurrency(text);
        if (start == 0 || start == text.length()) {
            return null;
        }
        String word = text.substring(start).replaceAll("[()\\[\\]\\s]", "");
        boolean code = word.length() != 3 || word.equals(word.toUpperCase(Locale.ROOT));
        String known = code ? AmountStyle.currencyOf(word) : null;
        return known == null || known.isEmpty() ? null : known;
    }

    private static int beforeCurrency(String text) {
        return Math.max(0, Math.max(text.lastIndexOf(' '), text.lastIndexOf('(')));
    }

    public static String plain(String text) {
        String latin =
                text.toLowerCase(Locale.ROOT)
                        .replace("ß", "ss")
                        .replace('ø', 'o')
                        .replace('ł', 'l')
                        .replace("æ", "ae");
        StringBuilder plain = new StringBuilder();
        Normalizer.normalize(latin, Normalizer.Form.NFD)
                .chars()
                .filter(Character::isLetterOrDigit)
                .forEach(c -> plain.append((char) c));
        return plain.toString();
    }
}
