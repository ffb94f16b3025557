package org.davebank.service;

/** What a person may do; each role includes the ones before it. */
public enum Role {
    VIEWER,
    TELLER,
    OPERATOR,
    ADMIN;

    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}
