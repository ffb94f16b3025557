package org.davebank.service.faults;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.davebank.api.ProblemCode;
import org.davebank.base.Address;
import org.davebank.fault.Direction;
import org.davebank.fault.FaultKind;
import org.davebank.fault.FaultPlan;
import org.davebank.fault.SkewedTime;
import org.davebank.service.ServiceProblem;
import org.jspecify.annotations.Nullable;

/**
 * A validated fault of one node's network.
 *
 * @param percent of the packets, above 0 and at most 100; 100 for kinds that affect all packets
 * @param delayMs 0 to {@link #DELAY_MS_MAX}
 * @param jitterMs additional random delay, up to this; 0 to {@link #DELAY_MS_MAX}
 * @param jumpMs immediate offset of the wall clock, for a wrong clock
 * @param driftPpm how much too fast the clock then runs, in parts per million
 * @param peers names of the nodes whose packets are affected; empty means all
 */
public record NetworkFault(
        Kind kind,
        BigDecimal percent,
        long delayMs,
        long jitterMs,
        List<String> peers,
        Direction direction,
        long jumpMs,
        long driftPpm) {

    public static final long JUMP_MS_MAX = FaultPlan.JUMP_MS_MAX;
    public static final long DRIFT_PPM_MAX = SkewedTime.WALL_DRIFT_PPM_MAX;
    public static final long DELAY_MS_MAX = FaultPlan.DELAY_NS_MAX / 1_000_000;
    public static final int PEERS_MAX = 64;

    /** Long enough for other packets to overtake, short enough not to count as lost. */
    private static final long HELD_BACK_MS = 20;

    private static final BigDecimal ALL = BigDecimal.valueOf(100);
    private static final int DECIMALS_MAX = 4;
    private static final int PEERS_NAMED_MAX = 4;
    private static final long NS_PER_MS = 1_000_000L;

    /** The kinds with their names in the interface and their parameters. */
    public enum Kind {
        ISOLATE(FaultKind.ISOLATE, List.of()),
        PARTITION(FaultKind.PARTITION, List.of("peers", "direction")),
        LOSS(FaultKind.LOSS, List.of("percent", "peers", "direction")),
        DELAY(FaultKind.DELAY, List.of("delay_ms", "jitter_ms", "peers", "direction")),
        DUPLICATE(
                FaultKind.DUPLICATE,
                List.of("percent", "delay_ms", "jitter_ms", "peers", "direction")),
        REORDER(
                FaultKind.REORDER,
                List.of("percent", "delay_ms", "jitter_ms", "peers", "direction")),
        CLOCK(FaultKind.CLOCK, List.of("jump_ms", "drift_ppm"));

        private final FaultKind kind;
        private final List<String> parameters;

        Kind(FaultKind kind, List<String> parameters) {
            this.kind = kind;
            this.parameters = parameters;
        }

        /** Its name in the interface. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The kind with this name; throws a problem that lists all names. */
        public static Kind of(String word) {
            for (Kind kind : values()) {
                if (kind.word().equals(word)) {
                    return kind;
                }
            }
            throw malformed(
                    "kind must be " + either(Arrays.stream(values()).map(Kind::word).toList()));
        }
    }

    /** The parameters of a kind; null where not given. */
    public record Parameters(
            @Nullable BigDecimal percent,
            @Nullable Long delayMs,
            @Nullable Long jitterMs,
            @Nullable List<String> peers,
            @Nullable String direction,
            @Nullable Long jumpMs,
            @Nullable Long driftPpm) {

        public static final Parameters NONE = new Parameters(null, null, null, null, null);

        /** For packet faults. */
        public Parameters(
                @Nullable BigDecimal percent,
                @Nullable Long delayMs,
                @Nullable Long jitterMs,
                @Nullable List<String> peers,
                @Nullable String direction) {
            this(percent, delayMs, jitterMs, peers, direction, null, null);
        }

        /** For a wrong clock. */
        public static Parameters clock(@Nullable Long jumpMs, @Nullable Long driftPpm) {
            return new Parameters(null, null, null, null, null, jumpMs, driftPpm);
        }

        private void only(Kind kind) {
            refuse(kind, "percent", percent);
            refuse(kind, "delay_ms", delayMs);
            refuse(kind, "jitter_ms", jitterMs);
            refuse(kind, "peers", peers);
            refuse(kind, "direction", direction);
            refuse(kind, "jump_ms", jumpMs);
            refuse(kind, "drift_ppm", driftPpm);
        }

        private static void refuse(Kind kind, String name, @Nullable Object value) {
            if (value != null && !kind.parameters.contains(name)) {
                throw malformed(
                        kind.word()
                                + " takes "
                                + (kind.parameters.isEmpty()
                                        ? "no parameters"
                                        : "no "
                                                + name
                                                + "; it takes "
                                                + String.join(", ", kind.parameters)));
            }
        }
    }

    public NetworkFault {
        peers = List.copyOf(peers);
    }

    /** Validates the parameters; throws {@code malformed_request} with what is allowed. */
    public static NetworkFault of(Kind kind, Parameters given) {
        given.only(kind);
        List<String> peers = peers(given.peers());
        if (kind == Kind.CLOCK && given.jumpMs() == null && given.driftPpm() == null) {
            throw malformed("clock needs jump_ms or drift_ppm, whole numbers");
        }
        if (kind == Kind.PARTITION && peers.isEmpty()) {
            throw malformed("partition needs peers, a list of names of nodes");
        }
        return new NetworkFault(
                kind,
                percent(kind, given.percent()),
                delayMs(kind, given.delayMs()),
                given.jitterMs() == null ? 0 : inRange("jitter_ms", given.jitterMs(), 0),
                peers,
                direction(given.direction()),
                signed(kind, "jump_ms", given.jumpMs(), JUMP_MS_MAX),
                signed(kind, "drift_ppm", given.driftPpm(), DRIFT_PPM_MAX));
    }

    private static long signed(Kind kind, String name, @Nullable Long given, long max) {
        if (given != null && (given < -max || given > max)) {
            throw malformed(name + " must be a whole number from -" + max + " to " + max);
        }
        return given == null ? 0 : given;
    }

    private static BigDecimal percent(Kind kind, @Nullable BigDecimal given) {
        if (!kind.parameters.contains("percent")) {
            return ALL;
        }
        if (given == null
                || given.signum() <= 0
                || given.compareTo(ALL) > 0
                || given.stripTrailingZeros().scale() > DECIMALS_MAX) {
            throw malformed(
                    kind.word()
                            + " needs percent, a number above 0 and at most 100, of up to "
                            + DECIMALS_MAX
                            + " decimals");
        }
        return given;
    }

    private static long delayMs(Kind kind, @Nullable Long given) {
        if (given != null) {
            return inRange("delay_ms", given, kind == Kind.DUPLICATE ? 0 : 1);
        }
        if (kind == Kind.DELAY) {
            throw malformed("delay needs delay_ms, a whole number from 1 to " + DELAY_MS_MAX);
        }
        return kind == Kind.REORDER ? HELD_BACK_MS : 0;
    }

    private static long inRange(String name, long given, long min) {
        if (given < min || given > DELAY_MS_MAX) {
            throw malformed(name + " must be a whole number from " + min + " to " + DELAY_MS_MAX);
        }
        return given;
    }

    private static List<String> peers(@Nullable List<String> given) {
        if (given == null) {
            return List.of();
        }
        List<String> peers = new ArrayList<>(new LinkedHashSet<>(given));
        if (peers.isEmpty() || peers.size() > PEERS_MAX || peers.contains("")) {
            throw malformed("peers must be a list of 1 to " + PEERS_MAX + " names of nodes");
        }
        return peers;
    }

    private static Direction direction(@Nullable String given) {
        return switch (given) {
            case "in" -> Direction.IN;
            case "out" -> Direction.OUT;
            case "both" -> Direction.BOTH;
            case null -> Direction.BOTH;
            default -> throw malformed("direction must be in, out or both");
        };
    }

    private static String either(List<String> words) {
        int last = words.size() - 1;
        return String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }

    private static ServiceProblem malformed(String message) {
        return ServiceProblem.of(ProblemCode.MALFORMED_REQUEST, message);
    }

    /** The parameters of this kind, each as {@code name=value}, for the list of faults. */
    List<String> listed() {
        List<String> listed = new ArrayList<>();
        for (String name : kind.parameters) {
            switch (name) {
                case "percent" ->
                        listed.add(name + '=' + percent.stripTrailingZeros().toPlainString());
                case "delay_ms" -> listed.add(name + '=' + delayMs);
                case "jitter_ms" -> listed.add(name + '=' + jitterMs);
                case "jump_ms" -> listed.add(name + '=' + jumpMs);
                case "drift_ppm" -> listed.add(name + '=' + driftPpm);
                case "direction" ->
                        listed.add(name + '=' + direction.name().toLowerCase(Locale.ROOT));
                default -> {
                    if (!peers.isEmpty()) {
                        listed.add(name + '=' + String.join(",", peers));
                    }
                }
            }
        }
        return listed;
    }

    /** Parses the output of {@link #listed}, by name: numbers, the list of peers, and texts. */
    public static Map<String, Object> parameters(List<String> given) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        for (String each : given) {
            int sign = each.indexOf('=');
            String name = each.substring(0, Math.max(0, sign));
            String value = each.substring(sign + 1);
            switch (name) {
                case "percent", "delay_ms", "jitter_ms", "jump_ms", "drift_ppm" ->
                        parameters.put(name, new BigDecimal(value));
                case "peers" -> parameters.put(name, List.of(value.split(",")));
                default -> parameters.put(name, value);
            }
        }
        return parameters;
    }

    /** The plan for the node, once its peers' addresses are resolved. */
    FaultPlan plan(String id, List<Address> addresses, long ttlNs) {
        return new FaultPlan(
                id,
                kind.kind,
                addresses,
                direction,
                percent.movePointLeft(2).doubleValue(),
                delayMs * NS_PER_MS,
                jitterMs * NS_PER_MS,
                ttlNs,
                jumpMs,
                driftPpm);
    }

    /** The effect on a node, as a sentence without its full stop. */
    public String text(String node) {
        String share =
                percent.stripTrailingZeros().toPlainString() + " % of " + node + "'s packets";
        String sentence =
                switch (kind) {
                    case ISOLATE -> node + " is cut off from all others";
                    case PARTITION -> {
                        yield switch (direction) {
                            case IN -> node + " hears nothing from " + named();
                            case OUT -> node + " is not heard by " + named();
                            case BOTH -> node + " is cut off from " + named();
                        };
                    }
                    case LOSS -> share + " are lost";
                    case DELAY -> node + "'s packets are late by " + lateness();
                    case DUPLICATE ->
                            share
                                    + " arrive twice"
                                    + (latestMs() > 0 ? ", the copy late by " + lateness() : "");
                    case REORDER -> share + " are held back by " + lateness();
                    case CLOCK ->
                            node
                                    + "'s wall clock jumps by "
                                    + jumpMs
                                    + " ms and drifts by "
                                    + driftPpm
                                    + " ppm";
                };
        return switch (kind) {
            case ISOLATE, PARTITION, CLOCK -> sentence;
            case LOSS, DELAY, DUPLICATE, REORDER -> sentence + about();
        };
    }

    private String about() {
        String way =
                switch (direction) {
                    case IN -> ", incoming only";
                    case OUT -> ", outgoing only";
                    case BOTH -> "";
                };
        return way + (peers.isEmpty() ? "" : ", only with " + named());
    }

    private long latestMs() {
        return delayMs + jitterMs;
    }

    private String lateness() {
        return jitterMs == 0 ? delayMs + " ms" : delayMs + " to " + latestMs() + " ms";
    }

    private String named() {
        int more = peers.size() - PEERS_NAMED_MAX;
        return more <= 0
                ? String.join(", ", peers)
                : String.join(", ", peers.subList(0, PEERS_NAMED_MAX)) + " and " + more + " more";
    }
}
