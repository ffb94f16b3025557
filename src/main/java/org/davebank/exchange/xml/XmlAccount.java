package org.davebank.exchange.xml;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlElementWrapper;
import jakarta.xml.bind.annotation.XmlRootElement;
import java.util.List;
import org.davebank.exchange.Aliases;
import org.davebank.exchange.FileRecord;
import org.davebank.exchange.ImportField;
import org.jspecify.annotations.Nullable;

/**
 * The element {@code account} of {@code urn:davebank:1}, in the schema's order, without the
 * transactions that it may contain.
 */
@XmlRootElement(name = "account", namespace = XmlNames.NAMESPACE)
@XmlAccessorType(XmlAccessType.FIELD)
final class XmlAccount {

    @XmlElement(name = "account_num", namespace = XmlNames.NAMESPACE)
    @Nullable String accountNum;

    @XmlElement(namespace = XmlNames.NAMESPACE)
    @Nullable String holder;

    @XmlElement(namespace = XmlNames.NAMESPACE)
    @Nullable String currency;

    @XmlElement(namespace = XmlNames.NAMESPACE)
    @Nullable String status;

    @XmlElement(name = "overdraft_limit", namespace = XmlNames.NAMESPACE)
    @Nullable String overdraftLimit;

    @XmlElement(namespace = XmlNames.NAMESPACE)
    @Nullable String balance;

    @XmlElement(name = "opened_at", namespace = XmlNames.NAMESPACE)
    @Nullable String openedAt;

    @XmlElementWrapper(name = "aliases", namespace = XmlNames.NAMESPACE)
    @XmlElement(name = "alias", namespace = XmlNames.NAMESPACE)
    @Nullable List<String> aliases;

    void give(FileRecord record) {
        XmlNames.put(record, ImportField.ACCOUNT_NUM, accountNum);
        XmlNames.put(record, ImportField.HOLDER, holder);
        XmlNames.put(record, ImportField.CURRENCY, currency);
        XmlNames.put(record, ImportField.STATUS, status);
        XmlNames.put(record, ImportField.OVERDRAFT_LIMIT, overdraftLimit);
        XmlNames.put(record, ImportField.BALANCE, balance);
        XmlNames.put(record, ImportField.OPENED_AT, openedAt);
        if (aliases != null) {
            XmlNames.put(record, ImportField.ALIASES, Aliases.join(aliases));
        }
    }
}
