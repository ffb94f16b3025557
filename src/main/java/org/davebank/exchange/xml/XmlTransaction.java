package org.davebank.exchange.xml;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlRootElement;
import org.davebank.exchange.FileRecord;
import org.davebank.exchange.ImportField;
import org.jspecify.annotations.Nullable;

/** The element {@code transaction} of {@code urn:davebank:1}, in the schema's order. */
@XmlRootElement(name = "transaction", namespace = XmlNames.NAMESPACE)
@XmlAccessorType(XmlAccessType.FIELD)
final class XmlTransaction {

    @XmlElement(namespace = XmlNames.NAMESPACE)
    @Nullable String id;

    @XmlElement(name = "account_num", namespace = XmlNames.NAMESPACE)
    @Nullable String accountNum;

    @XmlElement(name = "transaction_type", namespace = XmlNames.NAMESPACE)
    @Nullable String transactionType;

    @XmlElement(namespace = XmlNames.NAMESPACE)
    @Nullable String amount;

    @XmlElement(name = "amount_minor", namespace = XmlNames.NAMESPACE)
    @Nullable String amountMinor;

    @XmlElement(namespace = XmlNames.NAMESPACE)
    @Nullable String currency;

    @XmlElement(name = "to_account", namespace = XmlNames.NAMESPACE)
    @Nullable String toAccount;

    @XmlElement(namespace = XmlNames.NAMESPACE)
    @Nullable String timestamp;

    @XmlElement(name = "effective_at", namespace = XmlNames.NAMESPACE)
    @Nullable String effectiveAt;

    @XmlElement(namespace = XmlNames.NAMESPACE)
    @Nullable String reference;

    @XmlElement(namespace = XmlNames.NAMESPACE)
    @Nullable String description;

    @XmlElement(name = "idempotency_key", namespace = XmlNames.NAMESPACE)
    @Nullable String idempotencyKey;

    @XmlElement(name = "external_id", namespace = XmlNames.NAMESPACE)
    @Nullable String externalId;

    @XmlElement(namespace = XmlNames.NAMESPACE)
    @Nullable String reverses;

    @XmlElement(namespace = XmlNames.NAMESPACE)
    @Nullable String captures;

    @XmlElement(namespace = XmlNames.NAMESPACE)
    @Nullable String releases;

    @XmlElement(name = "expires_at", namespace = XmlNames.NAMESPACE)
    @Nullable String expiresAt;

    @XmlElement(name = "hold_state", namespace = XmlNames.NAMESPACE)
    @Nullable String holdState;

    @XmlElement(namespace = XmlNames.NAMESPACE)
    @Nullable String balance;

    @XmlElement(namespace = XmlNames.NAMESPACE)
    @Nullable String status;

    void give(FileRecord record) {
        XmlNames.put(record, ImportField.ID, id);
        XmlNames.put(record, ImportField.ACCOUNT_NUM, accountNum);
        XmlNames.put(record, ImportField.TRANSACTION_TYPE, transactionType);
        XmlNames.put(record, ImportField.AMOUNT, amount);
        XmlNames.put(record, ImportField.AMOUNT_MINOR, amountMinor);
        XmlNames.put(record, ImportField.CURRENCY, currency);
        XmlNames.put(record, ImportField.TO_ACCOUNT, toAccount);
        XmlNames.put(record, ImportField.TIMESTAMP, timestamp);
        XmlNames.put(record, ImportField.EFFECTIVE_AT, effectiveAt);
        XmlNames.put(record, ImportField.REFERENCE, reference);
        XmlNames.put(record, ImportField.DESCRIPTION, description);
        XmlNames.put(record, ImportField.IDEMPOTENCY_KEY, idempotencyKey);
        XmlNames.put(record, ImportField.EXTERNAL_ID, externalId);
        XmlNames.put(record, ImportField.REVERSES, reverses);
        XmlNames.put(record, ImportField.CAPTURES, captures);
        XmlNames.put(record, ImportField.RELEASES, releases);
        XmlNames.put(record, ImportField.EXPIRES_AT, expiresAt);
        XmlNames.put(record, ImportField.HOLD_STATE, holdState);
        XmlNames.put(record, ImportField.BALANCE, balance);
        XmlNames.put(record, ImportField.STATUS, status);
    }
}
