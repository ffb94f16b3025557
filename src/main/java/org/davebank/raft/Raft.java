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
 *   <li>The term never falls; in one term at most one vote is given, and it never changes.
 *   <li>A vote, and an answer that claims entries, is sent only to leave after the sync of what it
 *       depends on. {@link RaftEffect.SaveHardState} comes before any message of its step.
 *   <li>A term has at most one leader (the paper, 5.2).
 *   <li>A leader only appends to its log; nobody replaces a committed entry (5.3, 5.4).
 *   <li>Two logs that agree in index and term of an entry agree in all before it (5.3).
 *   <li>Only entries of the leader's own term are committed by counting (5.4.2).
 *   <li>The leader counts itself only as far as {@link RaftInput.Persisted} has come.
 *   <li>The commit index never falls; entries are applied in order and once.
 *   <li>A read is answered only after an own-term commit, and after a quorum acknowledged a round
 *       that began after the read (the thesis, 6.4).
 *   <li>At most one change of the configuration is uncommitted (the thesis, 4.1).
 *   <li>One that is no voter of its own configuration never campaigns, except that a voter
 *       campaigns on while its own removal is not known to be committed (the thesis, 4.2.2 and
 *       figure 4.6): it may be the only one whose log allows to win. It does not count itself.
 *   <li>One that dropped its log gives no vote, not even to itself, that it would not have given
 *       with that log.
 *   <li>A message that cannot be true, see {@link Impossible}, changes nothing: the invariants
 *       above are this member's own, whatever others send.
 * </ol>
 *
 * <p>What the caller owes: effects are written in their order, so that what is synced is a prefix
 * of them; after a restart it gives back what was written and not lost.
 */
public final class Raft {

    final RaftSettings settings;
    final RandomSource random;
    final RaftLog log;
    final Membership membership;

    private final MemberId self;

    /** Where a log ended that this member had and has dropped; it still votes as if it had it. */
    private final LogPosition dropped;

    private final Election election;
    private final Inbox inbox;

    private HardState hard;
    private boolean hardStateUnsaved;

    private Role role = Role.FOLLOWER;
    private @Nullable MemberId leader;
    private long leaderTerm;

    /** Present exactly while this member leads. */
    private @Nullable Leader leading;

    private long nowNs;
    private ArrayList<RaftEffect> effects = new ArrayList<>();

    /**
     * A member as it starts, for the first time or again.
     *
     * <p>It may have dropped its log once, after it was removed from the group, and have been asked to
     * hold a replica again. Others may still have in force a configuration of then, in which this
     * member is a voter and its log was part of a majority. So it goes on to vote, for others and for
     * itself, as one that has that log: nobody can tell the difference.
     *
     * @param founding the configuration before the log's first CONFIGURATION entry, the same for
     *     all members that exist from the beginning; {@link Configuration#EMPTY} for one that joins
     *     later
     * @param hard {@link HardState#NONE} at first, else what was saved last
     * @param dropped where the dropped log ended; {@link LogPosition#NONE} if there was none
     * @param log with what was persisted, from index 1 without gaps; empty at first
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
     * Takes one input and returns what must be done, in order. Throws {@link Invariant.Broken} if a
     * rule does not hold in this member's own state; it must not be used afterwards. No message can
     * cause that.
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

    /** Whether a candidate whose log ends there may have this member's vote. */
    boolean isUpToDate(LogPosition end) {
        return remembered().isReachedBy(end);
    }

    private LogPosition position() {
        return new LogPosition(log.lastTerm(), log.lastIndex());
    }

    // What the parts of this member do to it.

    /** Takes on another role in the same term, or reports the same role in a new one. */
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

    // What everybody may know.

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

    /** Who leads in this term, as far as is known here. */
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

    /** What the log takes in memory, roughly. */
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

    /** Where the configuration in force lies in the log; 0 for the founding one. */
    public long configurationIndex() {
        return membership.index();
    }

    /** What this member must remember of its log if it drops it. */
    public LogPosition remembered() {
        return position().orLater(dropped);
    }

    /**
     * Whether this member may drop its log, told that the leader of {@code term} had committed the
     * configuration at {@code index} and was in no other, and that it does not name this member.
     *
     * <p>Not if anything here may be newer than that: an entry of a later term, or a configuration
     * that this leader made later. Every leader since has that configuration in its log, so it can
     * have made this member a voter again only after this member had synced the entry that added it,
     * and that entry would be found here.
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

    /** How far this member knows its own log to be synced. */
    public long durableIndex() {
        return log.durableIndex();
    }

    /** The other members as their leader sees them, sorted; empty unless this one leads. */
    public Map<MemberId, Progress> progress() {
        return leading == null ? Map.of() : leading.progress(nowNs);
    }

    /** Whether this member leads and has committed an entry of its term. */
    public boolean committedInOwnTerm() {
        return leading != null && log.commitIndex() >= leading.noopIndex();
    }
}
