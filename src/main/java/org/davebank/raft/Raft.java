package org.davebank.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.davebank.base.Invariant;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * One member of one group. Pure: the same inputs at the same times give the same effects. Not
 * thread-safe.
 *
 * <p>Roles (the paper, figure 4, with the pre-vote of the thesis, section 9.6). Any other
 * transition throws.
 *
 * <pre>
 * from \ to      FOLLOWER                    PRE_CANDIDATE          CANDIDATE            LEADER
 * FOLLOWER       newer term                  no leader in time,     TimeoutNow           -
 *                                            Campaign
 * PRE_CANDIDATE  newer term, leader heard,   no quorum in time      quorum of            -
 *                vote given                                         pre-votes
 * CANDIDATE      newer term, leader heard    no quorum in time      -                    quorum of
 *                                                                                        votes
 * LEADER         newer term, quorum lost,    -                      -                    -
 *                own removal committed
 * </pre>
 *
 * <p>Invariants:
 *
 * <ol>
 *   <li>The term never decreases; at most one vote is granted per term, and it never changes.
 *   <li>A vote, and a reply that acknowledges entries, leaves only after the sync of what it
 *       depends on. {@link RaftEffect.SaveHardState} precedes all messages of its step.
 *   <li>A term has at most one leader (the paper, 5.2).
 *   <li>A leader only appends to its log; no member replaces a committed entry (5.3, 5.4).
 *   <li>Two logs with the same index and term of an entry are equal up to it (5.3).
 *   <li>Only entries of the leader's own term are committed by counting (5.4.2).
 *   <li>The leader counts itself only up to {@link RaftInput.Persisted}.
 *   <li>The commit index never decreases; each entry is applied once, in order.
 *   <li>A read is answered only after an own-term commit, and after a quorum acknowledged a round
 *       that began after the read (the thesis, 6.4).
 *   <li>At most one change of the configuration is uncommitted (the thesis, 4.1).
 *   <li>A member that is not a voter of its own configuration never campaigns, except that a voter
 *       keeps campaigning while its own removal is not known to be committed (the thesis, 4.2.2 and
 *       figure 4.6): it may be the only one whose log can win. It does not count itself.
 *   <li>A member that dropped its log grants no vote, not even to itself, that it would have
 *       refused with that log.
 *   <li>An impossible message, see {@link Impossible}, changes nothing: the invariants hold
 *       whatever others send.
 * </ol>
 *
 * <p>The caller must write effects in order, so that the synced ones are a prefix, and must restore
 * after a restart what was written and not lost.
 */
public final class Raft {

    final RaftSettings settings;
    final RandomSource random;
    final RaftLog log;
    final Membership membership;

    private final MemberId self;

    /** End of the log that this member has dropped; it still votes as if it had that log. */
    private final LogPosition dropped;

    private final Election election;
    private final Inbox inbox;

    private HardState hard;
    private boolean hardStateUnsaved;

    private Role role = Role.FOLLOWER;
    private @Nullable MemberId leader;
    private long leaderTerm;

    /** Non-null exactly while this member is the leader. */
    private @Nullable Leader leading;

    private long nowNs;
    private ArrayList<RaftEffect> effects = new ArrayList<>();

    /**
     * Creates a member at its first start or at a restart.
     *
     * <p>It may have dropped its log after it was removed from the group, and now hold a replica
     * again. Other members may still have an old configuration in force in which this member is a
     * voter and its log was part of a majority. It therefore votes, for others and for itself, as
     * if it still had that log.
     *
     * @param founding the configuration before the log's first CONFIGURATION entry, the same for
     *     all founding members; {@link Configuration#EMPTY} for a member that joins later
     * @param hard {@link HardState#NONE} at first, else the last saved state
     * @param dropped end of the dropped log; {@link LogPosition#NONE} if there was none
     * @param log the persisted entries, from index 1 without gaps; empty at first
     * @param nowNs monotonic nanoseconds with any origin
     */
    public Raft(
            RaftSettings settings,
            MemberId self,
            Configuration founding,
            HardState hard,
            LogPosition dropped,
            RaftLog log,
            RandomSource random,
            long nowNs) {
        this.settings = settings;
        this.dropped = dropped;
        this.self = self;
        this.hard = hard;
        this.random = random;
        this.nowNs = nowNs;
        this.log = log;
        Invariant.check(
                this.log.lastTerm() <= hard.term(),
                "a term is saved before its entries",
                this.log.lastTerm(),
                hard.term());
        this.membership = new Membership(founding);
        if (log.lastIndex() > 0) {
            membership.follow(log.range(1, log.lastIndex()));
        }
        this.election = new Election(this, nowNs);
        this.inbox = new Inbox(this, election);
    }

    /**
     * Takes one input and returns what must be done, in order. Throws {@link Invariant.Broken} if
     * this member's own state violates a rule; the member must not be used afterwards. No message
     * can cause that.
     *
     * @param nowNs monotonic nanoseconds, on the constructor's clock
     */
    public List<RaftEffect> step(RaftInput input, long nowNs) {
        this.nowNs = nowNs;
        switch (input) {
            case RaftInput.Tick tick -> onTick();
            case RaftInput.Received received -> {
                if (!received.from().equals(self)) {
                    inbox.admit(received.from(), received.message(), nowNs);
                }
            }
            case RaftInput.Propose propose -> {
                if (leading == null) {
                    refuse(propose.proposalId(), Refusal.NOT_LEADER);
                } else {
                    leading.propose(propose, nowNs);
                }
            }
            case RaftInput.Read read -> {
                if (leading == null) {
                    emit(new RaftEffect.ReadRefused(read.readId(), leader));
                } else {
                    leading.read(read.readId());
                }
            }
            case RaftInput.Change change -> {
                if (leading == null) {
                    refuse(change.proposalId(), Refusal.NOT_LEADER);
                } else {
                    leading.change(change.proposalId(), change.change(), nowNs);
                }
            }
            case RaftInput.Transfer transfer -> {
                if (leading != null) {
                    leading.transfer(transfer.to(), nowNs);
                }
            }
            case RaftInput.Persisted persisted -> {
                boolean more = log.persisted(persisted.index(), persisted.term());
                if (more && leading != null) {
                    leading.onPersisted();
                }
            }
            case RaftInput.Campaign campaign -> {
                if (leading == null) {
                    election.campaign(nowNs);
                }
            }
        }
        saveHardState();
        Invariant.check(
                (leading != null) == (role == Role.LEADER), "a leader's state is a leader's");
        return takeEffects();
    }

    private List<RaftEffect> takeEffects() {
        if (effects.isEmpty()) {
            return List.of();
        }
        List<RaftEffect> taken = effects;
        effects = new ArrayList<>();
        return taken;
    }

    private void onTick() {
        if (leading != null) {
            leading.onTick(nowNs);
        } else {
            election.onTick(nowNs);
        }
    }

    boolean mayCampaign() {
        boolean voter =
                configuration().isVoter(self)
                        || (isConfigurationPending() && membership.previous().isVoter(self));
        return voter && dropped.isReachedBy(position());
    }

    /** Whether a candidate whose log ends there may get this member's vote. */
    boolean isUpToDate(LogPosition end) {
        return remembered().isReachedBy(end);
    }

    private LogPosition position() {
        return new LogPosition(log.lastTerm(), log.lastIndex());
    }

    // Operations for the parts of this member.

    /** Changes the role in the same term, or reports the same role in a new term. */
    void become(Role next) {
        Invariant.check(role.mayBecome(next), "a legal transition");
        if (role != next) {
            role = next;
            emit(new RaftEffect.RoleChanged(next, hard.term()));
        }
    }

    void becomeFollower(long term, @Nullable MemberId leader) {
        Invariant.check(term >= hard.term(), "the term never falls", term, hard.term());
        if (term > hard.term()) {
            setHardState(term, null);
        }
        Role before = role;
        Leader ended = leading;
        leading = null;
        become(Role.FOLLOWER);
        setLeader(leader);
        if (ended != null) {
            ended.end();
        }
        if (before != Role.FOLLOWER) {
            election.restartTimer(nowNs);
        }
    }

    void becomeLeader() {
        become(Role.LEADER);
        setLeader(self);
        Leader begun = new Leader(this);
        leading = begun;
        begun.begin(nowNs);
    }

    void setLeader(@Nullable MemberId next) {
        boolean sameTerm = next == null || leaderTerm == hard.term();
        if (!Objects.equals(leader, next) || !sameTerm) {
            leader = next;
            leaderTerm = hard.term();
            emit(new RaftEffect.LeaderChanged(hard.term(), next));
        }
    }

    void heardLeader(long nowNs) {
        election.heardLeader(nowNs);
    }

    void setHardState(long term, @Nullable MemberId vote) {
        HardState next = new HardState(term, vote);
        if (next.equals(hard)) {
            return;
        }
        Invariant.check(term >= hard.term(), "the term never falls", term, hard.term());
        Invariant.check(term > hard.term() || hard.vote() == null, "a vote never changes");
        hard = next;
        hardStateUnsaved = true;
    }

    private void saveHardState() {
        if (hardStateUnsaved) {
            hardStateUnsaved = false;
            emit(new RaftEffect.SaveHardState(hard));
        }
    }

    void append(List<Entry> entries) {
        saveHardState();
        Configuration before = configuration();
        log.append(entries);
        membership.follow(entries);
        emit(new RaftEffect.Append(List.copyOf(entries)));
        if (!before.equals(configuration())) {
            emit(new RaftEffect.ConfigurationChanged(configuration()));
        }
    }

    void send(MemberId to, RaftMessage message, boolean afterSync) {
        saveHardState();
        emit(new RaftEffect.Send(to, message, afterSync));
    }

    void commit(long index) {
        if (index <= log.commitIndex()) {
            return;
        }
        List<Entry> committed = log.commit(index);
        emit(new RaftEffect.Apply(committed));
        if (leading != null) {
            leading.onCommitted(committed, nowNs);
        }
    }

    void refuse(long proposalId, Refusal why) {
        emit(new RaftEffect.Refused(proposalId, why, leader));
    }

    void emit(RaftEffect effect) {
        effects.add(effect);
    }

    long nowNs() {
        return nowNs;
    }

    @Nullable Leader leading() {
        return leading;
    }

    // Public state.

    /** When the next {@link RaftInput.Tick} is due, on the clock given to {@link #step}. */
    public long nextDeadlineNs() {
        return leading != null ? leading.heartbeatDueNs() : election.deadlineNs();
    }

    public MemberId self() {
        return self;
    }

    public Role role() {
        return role;
    }

    public long term() {
        return hard.term();
    }

    public @Nullable MemberId vote() {
        return hard.vote();
    }

    /** The leader of this term, or null if unknown. */
    public @Nullable MemberId leader() {
        return leader;
    }

    public long commitIndex() {
        return log.commitIndex();
    }

    /** 0 for an empty log. */
    public long lastIndex() {
        return log.lastIndex();
    }

    /** 0 for an empty log. */
    public long lastTerm() {
        return log.lastTerm();
    }

    /** Approximate memory of the log, in bytes. */
    public long logBytes() {
        return log.bytes();
    }

    /** The newest configuration in the log, committed or not. */
    public Configuration configuration() {
        return membership.current();
    }

    /** Whether the configuration in force is not committed yet. */
    public boolean isConfigurationPending() {
        return membership.index() > log.commitIndex();
    }

    /** Log index of the configuration in force; 0 for the founding one. */
    public long configurationIndex() {
        return membership.index();
    }

    /** What this member must remember of its log when it drops it. */
    public LogPosition remembered() {
        return position().orLater(dropped);
    }

    /**
     * Whether this member may drop its log, given that the leader of {@code term} had committed the
     * configuration at {@code index}, had no later one, and that it does not include this member.
     *
     * <p>It may not if anything here may be newer: an entry of a later term, or a later
     * configuration by this leader. Every later leader has that configuration in its log. It can
     * therefore have made this member a voter again only after this member had synced the entry
     * that added it, and that entry would be here.
     */
    public boolean isOutdatedBy(long term, long index) {
        long own = membership.index();
        return log.lastTerm() <= term && (log.termAt(own) < term || own <= index);
    }

    /** The term of the entry at {@code index}, 0 to {@link #lastIndex}; 0 at index 0. */
    public long termAt(long index) {
        return log.termAt(index);
    }

    /** The entry at {@code index}, 1 to {@link #lastIndex}. */
    public Entry entry(long index) {
        return log.entry(index);
    }

    /** Index up to which this member's log is known to be synced. */
    public long durableIndex() {
        return log.durableIndex();
    }

    /**
     * The leader's progress for the other members, sorted; empty unless this member is the leader.
     */
    public Map<MemberId, Progress> progress() {
        return leading == null ? Map.of() : leading.progress(nowNs);
    }

    /** Whether this member is the leader and has committed an entry of its term. */
    public boolean committedInOwnTerm() {
        return leading != null && log.commitIndex() >= leading.noopIndex();
    }
}
