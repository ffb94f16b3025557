package org.davebank.node.lives;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.davebank.base.Address;
import org.davebank.base.MemberId;
import org.davebank.node.journal.LifeChain;
import org.davebank.node.journal.NodeJournal;
import org.davebank.node.journal.RecoveredLives;
import org.davebank.node.port.Network;
import org.davebank.node.port.Surroundings;
import org.davebank.node.port.Time;
import org.davebank.node.settings.MessageVersions;
import org.davebank.node.wire.Introduction;
import org.davebank.node.wire.Introduction.Origin;
import org.davebank.node.wire.Life;
import org.davebank.node.wire.LifeMessage;
import org.davebank.node.wire.LifeMessage.Why;
import org.davebank.node.wire.MessageCodec;
import org.davebank.node.wire.MessageSender;
import org.davebank.node.wire.NodeMessage;
import org.davebank.storage.RecordKind;
import org.davebank.transport.packet.Priority;
import org.jspecify.annotations.Nullable;

/**
 * The gate of a node: two nodes exchange only {@link LifeMessage}s until each has accepted the
 * other's life.
 *
 * <pre>
 * Invariants
 *   V1  one life is accepted at a time for each other member, and it is on disk before any other
 *       message is received from or sent to it
 *   V2  a life is accepted only when it follows the previously accepted life, and that life does
 *       not answer elsewhere
 *   V3  a life in a moved folder and a life in an unmoved folder never accept each other
 *   V4  an established life is not ended by an unestablished one
 * </pre>
 */
public final class Lives implements MessageSender {

    /** The nodes of a moved network may settle within this time after the first one has. */
    static final long MOVE_NS_MAX = 120_000_000_000L;

    private static final int VISITORS_MAX = 256;
    private static final int ANCESTORS_TOLD = 8;

    private final LocalNode self;
    private final LifeChain chain;
    private final Map<MemberId, Life> known;
    private final Map<MemberId, Address> recorded;
    private final Network network;
    private final NodeJournal journal;
    private final Time time;
    private final Surroundings node;
    private final LifeProbes probes;
    private final Contacts contacts;
    private final Map<MemberId, Address> places = new TreeMap<>();
    private final TreeSet<MemberId> welcomers = new TreeSet<>();
    private final TreeMap<Address, MessageVersions> visitors = new TreeMap<>();
    private Origin origin;
    private long settledNs;
    private boolean established;

    /** @param recorded last known addresses of the others */
    public Lives(
            LocalNode self,
            RecoveredLives recovered,
            Map<MemberId, Address> recorded,
            Network network,
            NodeJournal journal,
            Time time,
            long firstToken,
            Surroundings node) {
        this.self = self;
        this.chain = recovered.chain;
        this.known = new TreeMap<>(recovered.known);
        this.recorded = new TreeMap<>(recorded);
        this.network = network;
        this.journal = journal;
        this.time = time;
        this.node = node;
        this.origin = self.moved() ? Origin.MOVED : Origin.IN_PLACE;
        this.contacts = new Contacts(self.address(), this::sayHello);
        this.probes =
                new LifeProbes(
                        (where, token) -> tell(where, new LifeMessage.SayHello(token)), firstToken);
    }

    /** Begins a life. The caller must sync before it calls {@link #greet}. */
    public void begin(long nonce) {
        chain.add(nonce);
        saveOwn(self.moved());
    }

    private void saveOwn(boolean moved) {
        byte[] life =
                RecoveredLives.writeOwn(
                        chain.newest(), moved, self.identity(), self.place(), self.address());
        journal.save(RecordKind.LIFE, 0, life);
    }

    /** Sends hellos to these addresses until a node there has accepted this life. */
    public void greet(List<Address> addresses) {
        contacts.greet(addresses, time.nowNs());
    }

    // The gate.

    /**
     * Whether messages from that address are accepted. Asks unknown senders to introduce
     * themselves.
     */
    public boolean admits(Address from, NodeMessage message) {
        Introduction peer = contacts.peer(from);
        if (peer != null) {
            return !(message instanceof NodeMessage.Consensus consensus)
                    || consensus.from().equals(peer.member());
        }
        if (message instanceof NodeMessage.Request && visitors.containsKey(from)) {
            return true;
        }
        challenge(from);
        return false;
    }

    private void challenge(Address from) {
        long nowNs = time.nowNs();
        Contact contact = contacts.at(from, nowNs);
        if (contact != null && nowNs - contact.challengedNs >= Contact.PAUSE_NS_MIN) {
            contact.challengedNs = nowNs;
            tell(from, new LifeMessage.SayHello(0));
        }
    }

    @Override
    public void send(Address to, Priority priority, NodeMessage message) {
        MessageVersions reader = reader(to);
        if (reader != null) {
            int version = self.reads().common(reader);
            network.send(to, priority, MessageCodec.encode(message, version));
            return;
        }
        long nowNs = time.nowNs();
        Contact contact = contacts.at(to, nowNs);
        if (contact != null) {
            // Nobody knows yet what is read there.
            byte[] held = MessageCodec.encode(message, self.reads().oldest());
            contact.hold(priority, held, nowNs);
            contacts.await(contact, nowNs);
        }
    }

    /** What is read there, or null while nothing may be said there. */
    private @Nullable MessageVersions reader(Address to) {
        if (to.equals(self.address())) {
            return self.reads();
        }
        Contact contact = contacts.find(to);
        Introduction peer = contact != null && contact.isOpen() ? contact.peer : null;
        return peer == null ? visitors.get(to) : peer.reads();
    }

    public long nextDeadlineNs() {
        return contacts.nextDeadlineNs();
    }

    public void tick(long nowNs) {
        contacts.tick(nowNs);
    }

    private void sayHello(Contact contact) {
        tell(contact.address, new LifeMessage.Hello(introduction(contact), 0));
    }

    private void tell(Address to, LifeMessage message) {
        byte[] bytes = MessageCodec.encode(message, self.reads().newest());
        network.send(to, Priority.HEARTBEAT, bytes);
    }

    private Introduction introduction(@Nullable Contact to) {
        List<Life> ancestors = new ArrayList<>(chain.ancestors(ANCESTORS_TOLD));
        Life asked = to == null ? null : to.asked;
        if (asked != null && !ancestors.contains(asked)) {
            ancestors.add(asked);
        }
        return new Introduction(
                self.member(),
                self.name(),
                chain.newest(),
                ancestors,
                origin,
                established,
                self.beganMs(),
                self.place(),
                self.reads());
    }

    private Introduction introduction(Address to) {
        return introduction(contacts.find(to));
    }

    // Meeting.

    public void receive(Address from, LifeMessage message) {
        Life own = chain.newest();
        switch (message) {
            case LifeMessage.Hello m -> {
                probes.answered(m.from(), m.token());
                hello(from, m.from());
            }
            case LifeMessage.Offer m when m.you().equals(own) -> {
                if (isAcceptable(from, m.from())) {
                    accept(from, m.from());
                }
            }
            case LifeMessage.Welcome m when m.you().equals(own) -> welcome(from, m.from());
            case LifeMessage.Known m when m.you().equals(own) -> known(from, m);
            case LifeMessage.SayHello m ->
                    tell(from, new LifeMessage.Hello(introduction(from), m.token()));
            case LifeMessage.Visit m -> {
                if (visitors.size() >= VISITORS_MAX) {
                    visitors.pollFirstEntry(); // It is asked to say again what it is.
                }
                if (understands(from, "a client", m.reads())) {
                    visitors.put(from, m.reads());
                }
            }
            // Sent to an earlier life of this node.
            case LifeMessage.Offer m -> {}
            case LifeMessage.Welcome m -> {}
            case LifeMessage.Known m -> {}
        }
    }

    private void hello(Address from, Introduction said) {
        Introduction peer = contacts.peer(from);
        if (peer != null && peer.life().equals(said.life())) {
            tell(from, new LifeMessage.Welcome(said.life(), introduction(from)));
        } else if (isAcceptable(from, said)) {
            tell(from, new LifeMessage.Offer(said.life(), introduction(from)));
        }
    }

    private void welcome(Address from, Introduction said) {
        Contact contact = contacts.at(from, time.nowNs());
        if (contact == null || !isAcceptable(from, said)) {
            return;
        }
        contact.welcomedBy = said.life();
        Introduction peer = contact.peer;
        if (peer != null && peer.life().equals(said.life())) {
            opened(contact);
        } else {
            accept(from, said);
        }
    }

    /** Whether that life may be accepted; if not, tells it why. */
    private boolean isAcceptable(Address from, Introduction said) {
        if (said.member().equals(self.member())) {
            if (!chain.contains(said.life())) {
                refuse(from, said, Why.RUNS, chain.newest(), self.address(), introduction(from));
            }
            return false; // An echo, or a node that claims this member's id.
        }
        if (!understands(from, said.name(), said.reads())) {
            return false;
        }
        boolean iMoved = origin == Origin.MOVED && said.origin() == Origin.IN_PLACE;
        if (iMoved) {
            greetBack(from); // The other node has to decide, not this one.
            return false;
        }
        Life before = known.get(said.member());
        Address where = places.getOrDefault(said.member(), recorded.get(said.member()));
        boolean moved = said.origin() == Origin.MOVED && !isMovingToo();
        boolean unrelated = before != null && !said.follows(before);
        boolean elsewhere =
                before != null
                        && !before.equals(said.life())
                        && where != null
                        && !where.equals(from);
        if (!moved && !unrelated && !elsewhere) {
            return true;
        }
        LifeProbes.Outcome outcome =
                elsewhere && where != null && before != null
                        ? probes.outcome(said.member(), before, where, time.nowNs())
                        : LifeProbes.Outcome.SILENT;
        if (outcome == LifeProbes.Outcome.OPEN) {
            greetBack(from); // It will send another hello, and may have to probe this node as well.
            return false;
        }
        boolean alive = outcome == LifeProbes.Outcome.ALIVE;
        if (!alive && !moved && !unrelated) {
            return true;
        }
        Why why = unrelated ? Why.UNRELATED : moved ? Why.MOVED : Why.RUNS;
        refuse(
                from,
                said,
                why,
                before == null ? said.life() : before,
                where == null ? from : where,
                alive ? probes.answer(said.member()) : null);
        return false;
    }

    private boolean understands(Address from, String name, MessageVersions theirs) {
        if (self.reads().common(theirs) != 0) {
            return true;
        }
        node.notUnderstood(from, self.reads().refusal(name, theirs));
        return false;
    }

    private void greetBack(Address to) {
        long nowNs = time.nowNs();
        Contact contact = contacts.at(to, nowNs);
        if (contact != null) {
            contacts.want(contact, nowNs);
        }
    }

    private boolean isMovingToo() {
        return origin == Origin.MOVED
                || (origin == Origin.SETTLED && time.nowNs() - settledNs < MOVE_NS_MAX);
    }

    /** @param holder the life that answers in its place, or null */
    private void refuse(
            Address to,
            Introduction said,
            Why why,
            Life before,
            Address where,
            @Nullable Introduction holder) {
        Contact contact = contacts.find(where);
        Introduction last = holder == null && contact != null ? contact.peer : holder;
        boolean same = last != null && last.member().equals(said.member());
        tell(
                to,
                new LifeMessage.Known(
                        said.life(),
                        why,
                        before,
                        holder != null,
                        where,
                        last != null && same ? last.place() : "",
                        last != null && same ? last.beganMs() : 0,
                        node.notAlone(said.member()),
                        introduction(to)));
    }

    private void accept(Address from, Introduction said) {
        MemberId member = said.member();
        if (!said.life().equals(known.put(member, said.life()))) {
            journal.save(RecordKind.KNOWN_LIFE, 0, RecoveredLives.writeKnown(member, said.life()));
        }
        journal.afterSync(() -> {
            Contact contact = contacts.at(from, time.nowNs());
            if (contact == null || !said.life().equals(known.get(member))) {
                return; // A later life has been accepted in the meantime.
            }
            Address before = places.put(member, from);
            if (before != null && !before.equals(from)) {
                forget(before, member);
            }
            contact.peer = said;
            tell(from, new LifeMessage.Welcome(said.life(), introduction(contact)));
            opened(contact);
        });
    }

    private void forget(Address address, MemberId member) {
        Contact contact = contacts.find(address);
        Introduction peer = contact == null ? null : contact.peer;
        if (contact != null && peer != null && peer.member().equals(member)) {
            contact.forget();
            contact.wantedUntilNs = time.nowNs();
        }
    }

    private void opened(Contact contact) {
        Introduction peer = contact.peer;
        if (peer != null && contact.isOpen()) {
            contact.release(network::send, time.nowNs());
            if (welcomers.add(peer.member())) {
                node.welcomed(peer.member());
            }
        }
    }

    /** A node does not accept this life. */
    private void known(Address from, LifeMessage.Known said) {
        if (said.why() == Why.UNRELATED && chain.contains(said.known())) {
            Contact contact = contacts.at(from, time.nowNs());
            if (contact != null) {
                contact.asked = said.known();
                contacts.sayHello(contact, time.nowNs());
            }
            return;
        }
        if (said.why() == Why.MOVED && origin != Origin.MOVED) {
            return; // It has settled in the meantime.
        }
        boolean theirs = said.from().established();
        if (!established) {
            if (theirs) {
                node.foundOut(said);
            }
        } else if (theirs && said.alive() && isYounger(said)) {
            node.foundOut(said);
        } else {
            object(from, said.from());
        }
    }

    /** The other life may be the one to refuse; tells it so from time to time. */
    private void object(Address to, Introduction said) {
        long nowNs = time.nowNs();
        Contact contact = contacts.at(to, nowNs);
        if (contact != null && nowNs - contact.challengedNs >= Contact.PAUSE_NS_MAX) {
            contact.challengedNs = nowNs;
            isAcceptable(to, said);
        }
    }

    private boolean isYounger(LifeMessage.Known said) {
        return self.beganMs() != said.beganMs()
                ? self.beganMs() > said.beganMs()
                : chain.newest().nonce() > said.known().nonce();
    }

    // Being established.

    /** Whether both nodes have accepted each other's life, so that messages pass. */
    public boolean isOpen(Address address) {
        Contact contact = contacts.find(address);
        return contact != null && contact.isOpen();
    }

    /** Enough members have accepted this life. */
    public void establish() {
        established = true;
        if (origin == Origin.MOVED) {
            origin = Origin.SETTLED;
            settledNs = time.nowNs();
            saveOwn(false);
        }
    }

    public boolean isEstablished() {
        return established;
    }

    /** Members that have accepted this life, in this life. */
    public boolean isWelcomedBy(MemberId member) {
        return welcomers.contains(member);
    }

    public int welcomes() {
        return welcomers.size();
    }

    /** The newest life that this node has accepted of another member, or null. */
    public @Nullable Life known(MemberId member) {
        return known.get(member);
    }

    /** Where this node's folder is. */
    public String place() {
        return self.place();
    }

    public Life own() {
        return chain.newest();
    }
}
