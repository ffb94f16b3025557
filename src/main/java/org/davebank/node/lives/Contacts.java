package org.davebank.node.lives;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.davebank.base.Address;
import org.davebank.node.wire.Introduction;
import org.jspecify.annotations.Nullable;

/** The addresses that a gate knows, and the schedule of hellos to them. Not thread-safe. */
final class Contacts {

    private static final int CONTACTS_MAX = 4_096;
    private static final long WANTED_NS = 5_000_000_000L;

    private final Address own;
    private final Consumer<Contact> hello;
    private final Map<Address, Contact> contacts = new LinkedHashMap<>();
    private long nextHelloNs = Long.MAX_VALUE;

    /** @param hello sends a hello */
    Contacts(Address own, Consumer<Contact> hello) {
        this.own = own;
        this.hello = hello;
    }

    @Nullable Contact find(Address address) {
        return contacts.get(address);
    }

    /** The peer whose life is accepted at the address, or null. */
    @Nullable Introduction peer(Address address) {
        Contact contact = contacts.get(address);
        return contact == null ? null : contact.peer;
    }

    /** The contact for the address, created if necessary; null when there are too many. */
    @Nullable Contact at(Address address, long nowNs) {
        Contact found = contacts.get(address);
        if (found == null && contacts.size() < CONTACTS_MAX) {
            found = new Contact(address, nowNs);
            contacts.put(address, found);
        }
        return found;
    }

    /** Sends hellos to these addresses until a node there has accepted this life. */
    void greet(List<Address> addresses, long nowNs) {
        for (Address address : addresses) {
            Contact contact = at(address, nowNs);
            if (contact != null && !address.equals(own)) {
                contact.wantedUntilNs = Long.MAX_VALUE;
                nextHelloNs = nowNs;
            }
        }
        tick(nowNs);
    }

    /** Schedules a hello, because a message waits for the address. */
    void await(Contact contact, long nowNs) {
        nextHelloNs = Math.min(nextHelloNs, contact.helloDueNs);
        want(contact, nowNs);
    }

    /** Sends a hello now if it is due. */
    void want(Contact contact, long nowNs) {
        contact.wantedUntilNs = Math.max(contact.wantedUntilNs, nowNs + WANTED_NS);
        if (contact.helloDueNs <= nowNs) {
            sayHello(contact, nowNs);
        }
    }

    void sayHello(Contact contact, long nowNs) {
        contact.saidHello(nowNs);
        nextHelloNs = Math.min(nextHelloNs, contact.helloDueNs);
        hello.accept(contact);
    }

    void tick(long nowNs) {
        if (nowNs < nextHelloNs) {
            return;
        }
        nextHelloNs = Long.MAX_VALUE;
        for (Contact contact : contacts.values()) {
            if (contact.wantsHello(nowNs)) {
                if (contact.helloDueNs <= nowNs) {
                    sayHello(contact, nowNs);
                }
                nextHelloNs = Math.min(nextHelloNs, contact.helloDueNs);
            }
        }
    }

    /** When {@link #tick} is due next. */
    long nextDeadlineNs() {
        return nextHelloNs;
    }
}
