package org.davebank.exchange.xml;

import jakarta.xml.bind.JAXBContext;
import jakarta.xml.bind.JAXBException;
import org.davebank.exchange.FileRecord;
import org.davebank.exchange.ImportField;
import org.jspecify.annotations.Nullable;

/** The bank's own XML: its namespace and its bindings. */
final class XmlNames {

    static final String NAMESPACE = "urn:davebank:1";
    static final String ROOT = "davebank";
    static final String ACCOUNTS = "accounts";
    static final String TRANSACTIONS = "transactions";
    static final String ACCOUNT = "account";
    static final String TRANSACTION = "transaction";

    private XmlNames() {}

    /** Created with the first XML file, because it takes a while. */
    private static final class Binding {
        static final JAXBContext CONTEXT = context();

        private static JAXBContext context() {
            try {
                return JAXBContext.newInstance(XmlAccount.class, XmlTransaction.class);
            } catch (JAXBException e) {
                throw new IllegalStateException("the bound elements are our own", e);
            }
        }
    }

    static JAXBContext context() {
        return Binding.CONTEXT;
    }

    static void put(FileRecord record, ImportField field, @Nullable String value) {
        if (value != null) {
            record.put(field.column(), value);
        }
    }
}
