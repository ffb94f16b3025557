package org.davebank;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.MethodCallTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.davebank.api.ProblemCode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The house rules: which room may know which, and what the pure rooms may never touch.
 *
 * <p>A room that does not exist yet breaks no rule; a room that is not on the plan does.
 */
class ArchitectureTest {

    private static final String ROOT = "org.davebank";

    /** The rooms that need nothing but {@code base}. */
    private static final List<String> PARTS =
            List.of("raft", "storage", "ledger", "membership", "directory", "content", "transport");

    /** The pure rooms: deterministic, so that the simulator can run them on a seed. */
    private static final List<String> PURE =
            join(List.of("base", "history"), PARTS, List.of("node", "fault", "simulator"));

    /** Each room below {@code cli}, which may import all, with the rooms that it may import. */
    private static final Map<String, List<String>> MAY_IMPORT = mayImport();

    private static final JavaClasses HOUSE =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages(ROOT);

    private static Map<String, List<String>> mayImport() {
        Map<String, List<String>> table = new LinkedHashMap<>();
        table.put("base", List.of());
        PARTS.forEach(part -> table.put(part, List.of("base")));
        table.put("node", join(List.of("base"), PARTS));
        // The port Network speaks in the packet classes of transport, and so must its wrapper.
        table.put("fault", List.of("node", "transport", "base"));
        // It judges a bank by its answers, and knows nothing else of it.
        table.put("history", List.of());
        table.put("simulator", join(List.of("base", "history"), PARTS, List.of("node", "fault")));
        table.put("io", List.of("node", "transport", "base"));
        table.put("host", List.of("io", "node", "transport", "base"));
        table.put("exchange", List.of("base", "ledger"));
        // DaveBot is a customer of the services, not a part of them.
        table.put("api", List.of());
        table.put("service", join(PURE, List.of("io", "host", "exchange", "api")));
        table.put("bot", List.of("service", "history"));
        table.put("rest", List.of("api", "service", "base", "ledger", "directory"));
        table.put("console", List.of("api", "service", "base", "ledger", "directory"));
        // The client knows the bank by its HTTP contract alone.
        table.put("client", List.of("api", "base"));
        table.put(
                "process", join(PURE, List.of("io", "host", "api", "service", "rest", "console")));
        return table;
    }

    @TestFactory
    Stream<DynamicTest> aRoomImportsOnlyTheRoomsItMay() {
        return MAY_IMPORT.entrySet().stream()
                .map(row ->
                        DynamicTest.dynamicTest(
                                row.getKey() + " imports " + row.getValue(),
                                () -> importsOnly(row.getKey(), row.getValue())));
    }

    private static void importsOnly(String room, List<String> allowed) {
        List<String> forbidden = new ArrayList<>(MAY_IMPORT.keySet());
        forbidden.add("cli");
        forbidden.removeAll(allowed);
        forbidden.remove(room);
        noClasses()
                .that()
                .resideInAPackage(packageOf(room))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packagesOf(forbidden))
                .allowEmptyShould(true)
                .check(HOUSE);
    }

    @Test
    void everyRoomIsOnThePlan() {
        classes()
                .should()
                .resideInAnyPackage(
                        packagesOf(join(List.copyOf(MAY_IMPORT.keySet()), List.of("cli"))))
                .check(HOUSE);
    }

    @Test
    void roomsHaveNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(HOUSE);
    }

    /** A room and a room inside it are two: either the inner ones know the outer one, or it them. */
    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void restAndConsoleKnowTheLanguageOfTheLedgerAndNotTheLedger() {
        noClasses()
                .that()
                .resideInAnyPackage(packagesOf(List.of("rest", "console", "exchange")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".ledger.*..")
                .check(HOUSE);
    }

    @Test
    void restAndConsoleKnowTheJobsOfTheDirectoryAndNotTheDirectory() {
        noClasses()
                .that()
                .resideInAnyPackage(packagesOf(List.of("rest", "console")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".directory")
                .check(HOUSE);
    }

    @Test
    void servicesAndConsoleKnowTheCodesOfTheContractAndNothingElseOfIt() {
        noClasses()
                .that()
                .resideInAnyPackage(packagesOf(List.of("service", "console", "process")))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(packagesOf(List.of("api")))
                                .and(DescribedPredicate.not(equivalentTo(ProblemCode.class))))
                .check(HOUSE);
    }

    @Test
    void belowServiceThereIsNothingButTheJdk() {
        // The exchange adapters are not listed: they are made of format libraries.
        noClasses()
                .that()
                .resideInAnyPackage(packagesOf(join(PURE, List.of("io", "host"))))
                .should()
                .dependOnClassesThat(
                        DescribedPredicate.not(
                                resideInAnyPackage(
                                        ROOT + "..",
                                        "java..",
                                        "javax..",
                                        "jdk..",
                                        "org.jspecify..",
                                        // The compiler's own: arrays of primitives.
                                        "")))
                .allowEmptyShould(true)
                .check(HOUSE);
    }

    @Test
    void pureRoomsTouchNoSystem() {
        noClasses()
                .that()
                .resideInAnyPackage(packagesOf(PURE))
                .should()
                .dependOnClassesThat(TOUCHES_THE_SYSTEM)
                .allowEmptyShould(true)
                .because("time, randomness, threads and input come to them as parameters")
                .check(HOUSE);
    }

    @Test
    void pureRoomsCallNothingThatAnswersDifferentlyEachTime() {
        noClasses()
                .that()
                .resideInAnyPackage(packagesOf(PURE))
                .should(callMethodWhere(ANSWERS_DIFFERENTLY))
                .allowEmptyShould(true)
                .because("the same seed must give the same run")
                .check(HOUSE);
    }

    /**
     * What a log entry is applied by must be the same on every machine. Codes and decimals of
     * currencies are looked up at the edge and travel in commands.
     */
    @Test
    void pureRoomsCallNothingThatAnotherMachineOrJdkAnswersOtherwise() {
        noClasses()
                .that()
                .resideInAnyPackage(packagesOf(PURE))
                .and()
                .doNotHaveFullyQualifiedName(ROOT + ".base.Money")
                .should()
                .dependOnClassesThat(KNOWS_WHERE_IT_RUNS)
                .orShould(accessTargetWhere(DEPENDS_ON_DEFAULTS))
                .because("two replicas would go two ways from one entry")
                .check(HOUSE);
    }

    /** Which characters are letters, blank or a pair of cases differs between versions of Unicode. */
    @Test
    void noStateMachineDependsOnAVersionOfUnicode() {
        noClasses()
                .that()
                .resideInAnyPackage(packagesOf(List.of("ledger", "directory")))
                .and(DescribedPredicate.not(ANSWERS_OR_NAMES))
                .should(accessTargetWhere(DEPENDS_ON_UNICODE))
                .because("what decides about state must not change with the JDK")
                .check(HOUSE);
    }

    @Test
    void nothingUsesJavaSerialization() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.io\\.(Object(In|Out)putStream|Externalizable).*")
                .check(HOUSE);
    }

    /** Classes behind which there is a clock, a thread, a socket, a file or an unordered table. */
    private static final DescribedPredicate<JavaClass> TOUCHES_THE_SYSTEM =
            new DescribedPredicate<>("touch the system or have no order") {
                private static final Set<String> CLASSES =
                        Set.of(
                                "java.lang.Thread",
                                "java.lang.ThreadLocal",
                                "java.lang.Process",
                                "java.lang.ProcessBuilder",
                                "java.lang.Runtime",
                                "java.security.SecureRandom",
                                "java.time.Clock",
                                "java.util.HashMap",
                                "java.util.HashSet",
                                "java.util.IdentityHashMap",
                                "java.util.WeakHashMap",
                                "java.util.Random",
                                "java.util.SplittableRandom",
                                "java.util.Timer");
                private static final List<String> PACKAGES =
                        List.of(
                                "java.net",
                                "java.nio.file",
                                "java.nio.channels",
                                "java.util.concurrent",
                                "java.util.random",
                                "org.springframework",
                                "com.vaadin");

                @Override
                public boolean test(JavaClass used) {
                    String name = used.getName();
                    // Every enum and lambda may say Serializable; nothing is read or written by it.
                    boolean readsOrWrites =
                            used.getPackageName().equals("java.io")
                                    && !name.equals("java.io.Serializable");
                    return readsOrWrites
                            || CLASSES.contains(name)
                            || PACKAGES.stream()
                                    .anyMatch(room ->
                                            name.startsWith(room + ".")
                                                    && !name.endsWith(".TimeUnit"));
                }
            };

    /** Calls whose answer depends on the moment, the process or a salt that the JVM rolls. */
    private static final DescribedPredicate<JavaMethodCall> ANSWERS_DIFFERENTLY =
            new DescribedPredicate<>("its answer differs from run to run") {
                @Override
                public boolean test(JavaMethodCall call) {
                    MethodCallTarget target = call.getTarget();
                    String name = target.getName();
                    int arguments = target.getRawParameterTypes().size();
                    return switch (target.getOwner().getName()) {
                        case "java.lang.System" -> !name.equals("arraycopy");
                        case "java.lang.Math" -> name.equals("random");
                        case "java.util.UUID" -> name.equals("randomUUID");
                        // The JVM iterates these in an order that it rolls at its start.
                        case "java.util.Set" ->
                                name.equals("copyOf")
                                        || (name.equals("of") && isArrayOrMoreThan(target, 1));
                        case "java.util.Map" ->
                                name.equals("copyOf")
                                        || name.equals("ofEntries")
                                        || (name.equals("of") && arguments > 2);
                        case "java.util.stream.Collectors" ->
                                Set.of("toSet", "toUnmodifiableSet", "toUnmodifiableMap")
                                                .contains(name)
                                        || (name.equals("toMap") && arguments < 4)
                                        || (name.startsWith("groupingBy") && arguments < 3);
                        default ->
                                name.equals("now")
                                        && target.getOwner()
                                                .getPackageName()
                                                .startsWith("java.time");
                    };
                }

                private boolean isArrayOrMoreThan(MethodCallTarget target, int count) {
                    List<JavaClass> types = target.getRawParameterTypes();
                    return types.size() > count || types.stream().anyMatch(JavaClass::isArray);
                }
            };

    /** Tables of the JDK, and what depends on the place and its habits. */
    private static final DescribedPredicate<JavaClass> KNOWS_WHERE_IT_RUNS =
            new DescribedPredicate<>("are tables of the JDK or depend on locale or time zone") {
                private static final Set<String> CLASSES =
                        Set.of(
                                ROOT + ".base.Money",
                                "java.util.Currency",
                                "java.util.TimeZone",
                                "java.util.Calendar",
                                "java.util.GregorianCalendar",
                                "java.util.Date",
                                "java.util.ResourceBundle",
                                "java.time.ZoneId",
                                "java.time.ZonedDateTime",
                                "java.util.concurrent.ConcurrentHashMap",
                                "java.util.Hashtable",
                                "java.util.Properties");

                @Override
                public boolean test(JavaClass used) {
                    return CLASSES.contains(used.getName())
                            || used.getPackageName().equals("java.text");
                }
            };

    /** Calls that take the machine's locale, charset or zone, or an object's place in memory. */
    private static final DescribedPredicate<JavaAccess<?>> DEPENDS_ON_DEFAULTS =
            new DescribedPredicate<>("it takes a default of the machine") {
                @Override
                public boolean test(JavaAccess<?> call) {
                    if (!(call.getTarget() instanceof CodeUnitAccessTarget target)) {
                        return false;
                    }
                    String name = target.getName();
                    List<String> types =
                            target.getRawParameterTypes().stream().map(JavaClass::getName).toList();
                    return switch (call.getTargetOwner().getName()) {
                        case "java.lang.String" ->
                                name.equals("formatted")
                                        || (name.equals("format")
                                                && types.getFirst().equals("java.lang.String"))
                                        || (Set.of("getBytes", "toLowerCase", "toUpperCase")
                                                        .contains(name)
                                                && types.isEmpty())
                                        || (name.equals("<init>")
                                                && types.contains("[B")
                                                && types.stream().noneMatch(IS_CHARSET));
                        case "java.util.Locale", "java.nio.charset.Charset" ->
                                name.startsWith("getDefault") || name.equals("defaultCharset");
                        case "java.util.Formatter" -> true;
                        case "java.lang.Object", "java.lang.Enum" -> name.equals("hashCode");
                        default -> name.equals("systemDefault");
                    };
                }
            };

    private static final Predicate<String> IS_CHARSET =
            type -> type.equals("java.nio.charset.Charset");

    /** They answer people from the state, or name constants whose letters are ASCII. */
    private static final DescribedPredicate<JavaClass> ANSWERS_OR_NAMES =
            new DescribedPredicate<>("decide nothing about state") {
                @Override
                public boolean test(JavaClass room) {
                    // A search compares without regard to case; what it finds changes nothing.
                    return room.isEnum()
                            || room.getName().equals(ROOT + ".ledger.state.LedgerReader")
                            || room.isAssignableTo(ROOT + ".ledger.state.LedgerScan");
                }
            };

    private static final DescribedPredicate<JavaAccess<?>> DEPENDS_ON_UNICODE =
            new DescribedPredicate<>("its answer depends on a version of Unicode") {
                @Override
                public boolean test(JavaAccess<?> call) {
                    return switch (call.getTargetOwner().getName()) {
                        case "java.lang.Character" ->
                                !Set.of(
                                                "valueOf",
                                                "charValue",
                                                "compare",
                                                "isSurrogate",
                                                "isHighSurrogate",
                                                "isLowSurrogate")
                                        .contains(call.getName());
                        case "java.lang.String" ->
                                Set.of(
                                                "toLowerCase",
                                                "toUpperCase",
                                                "equalsIgnoreCase",
                                                "compareToIgnoreCase",
                                                "strip",
                                                "isBlank")
                                        .contains(call.getName());
                        case "java.text.Normalizer", "java.util.regex.Pattern" -> true;
                        default -> false;
                    };
                }
            };

    private static String packageOf(String room) {
        return ROOT + "." + room + "..";
    }

    private static String[] packagesOf(List<String> rooms) {
        return rooms.stream().map(ArchitectureTest::packageOf).toArray(String[]::new);
    }

    @SafeVarargs
    private static List<String> join(List<String>... lists) {
        return Stream.of(lists).flatMap(List::stream).toList();
    }
}
