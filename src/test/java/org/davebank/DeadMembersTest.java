package org.davebank;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.CanBeAnnotated;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.davebank.base.Money;
import org.junit.jupiter.api.Test;

/**
 * Whatever the program has it uses itself. What only a test has to see it sees by a field of its own
 * package, and what only a test has to do it does by a class of its own.
 */
class DeadMembersTest {

    private static final String ROOT = "org.davebank";
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\n]*");

    /** They make and call what they find annotated, and make what implements their interfaces. */
    private static final List<String> FRAMEWORKS =
            List.of(
                    "org.springframework.",
                    "com.vaadin.",
                    "picocli.",
                    "jakarta.",
                    "tools.jackson.");

    /** Not used by the program, and yet right. */
    private static final Set<String> EXCEPTIONS =
            Set.of(
                    // The guide shows it to people who write programs.
                    ROOT
                            + ".api.bank.PostTransaction.deposit(java.lang.String,"
                            + " java.math.BigDecimal)",
                    // Compared with the names in the guide.
                    ROOT + ".process.BankFigures$Figure.scrapedAs()");

    private static final JavaClasses ALL = new ClassFileImporter().importPackages(ROOT);
    private static final URI MAIN = folderOf(ALL.get(Money.class), Money.class);

    @Test
    void everyMemberIsUsedByTheProgramItself() {
        Set<String> dead = new TreeSet<>();
        for (JavaClass each : ALL) {
            if (isMain(each) && !each.isAnonymousClass()) {
                members(each)
                        .filter(member -> !isUsedOtherwise(each, member))
                        .filter(member -> usesOf(member).noneMatch(DeadMembersTest::isMain))
                        .forEach(member -> dead.add(member.getFullName()));
            }
        }
        dead.removeAll(EXCEPTIONS);
        assertThat(dead).isEmpty();
    }

    /**
     * The compiler copies constants into the classes that use them, so they are looked for in the
     * sources: in their own file apart from the declaration, elsewhere after the name of their class.
     */
    @Test
    void everyConstantIsUsedByTheProgramItself() throws IOException {
        Map<Path, String> sources = sources();
        Set<String> dead = new TreeSet<>();
        for (JavaClass owner : ALL) {
            if (isMain(owner)) {
                owner.getFields().stream()
                        .filter(field -> isCopied(field) && !isPrivate(field))
                        .filter(field -> !isNamed(owner, field.getName(), sources))
                        .forEach(field -> dead.add(field.getFullName()));
            }
        }
        assertThat(dead).isEmpty();
    }

    private static Map<Path, String> sources() throws IOException {
        Map<Path, String> sources = new HashMap<>();
        try (Stream<Path> walk = Files.walk(SOURCES)) {
            for (Path file : walk.filter(each -> each.toString().endsWith(".java")).toList()) {
                sources.put(file, COMMENT.matcher(Files.readString(file)).replaceAll(""));
            }
        }
        return sources;
    }

    private static boolean isNamed(JavaClass owner, String name, Map<Path, String> sources) {
        String outermost = owner.getName().replaceFirst("\\$.*", "").replace('.', '/');
        Path own = SOURCES.resolve(outermost + ".java");
        Pattern alone = Pattern.compile("\\b" + name + "\\b");
        String qualified = owner.getSimpleName() + "." + name;
        Pattern behind = Pattern.compile("\\b" + Pattern.quote(qualified) + "\\b");
        return alone.matcher(sources.get(own)).results().count() > 1
                || sources.entrySet().stream()
                        .filter(each -> !each.getKey().equals(own))
                        .map(Map.Entry::getValue)
                        .filter(text -> text.contains(qualified)) // Much faster than a pattern.
                        .anyMatch(text -> behind.matcher(text).find());
    }

    private static boolean isPrivate(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PRIVATE);
    }

    private static Stream<JavaMember> members(JavaClass of) {
        return of.getMembers().stream()
                .filter(member -> !isPrivate(member))
                .filter(member -> !member.getModifiers().contains(JavaModifier.SYNTHETIC));
    }

    /** Classes that use the member; its own code does not count. */
    private static Stream<JavaClass> usesOf(JavaMember member) {
        return member.getAccessesToSelf().stream()
                .map(access -> (JavaAccess<?>) access)
                .filter(access -> !access.getOrigin().equals(member))
                .map(JavaAccess::getOriginOwner);
    }

    /** Whether it may be used where no access can be seen. */
    private static boolean isUsedOtherwise(JavaClass owner, JavaMember member) {
        return switch (member) {
            case JavaField field ->
                    isCopied(field)
                            // What is read from the wire is known by its number.
                            || field.getModifiers().contains(JavaModifier.ENUM)
                            || isEntry(field);
            case JavaMethod method ->
                    isOverride(owner, method)
                            || method.getName().equals("main")
                            || isGenerated(owner, method)
                            || isEntry(method);
            // A framework makes the objects of the classes that it finds, and reading those of
            // bodies.
            case JavaCodeUnit constructor ->
                    isEntry(owner)
                            || owner.isRecord() && owner.getPackageName().startsWith(ROOT + ".api")
                            || isEntry(constructor)
                            || owner.getAllRawInterfaces().stream()
                                    .anyMatch(type -> isOfFramework(type.getName()));
            default -> false;
        };
    }

    /** Whether the compiler copies it into the classes that use it. */
    private static boolean isCopied(JavaField field) {
        boolean simple =
                field.getRawType().isPrimitive() || field.getRawType().isEquivalentTo(String.class);
        return simple
                && field.getModifiers()
                        .containsAll(Set.of(JavaModifier.STATIC, JavaModifier.FINAL));
    }

    /** Generic supertypes have other parameter types, but as many. */
    private static boolean isOverride(JavaClass owner, JavaMethod method) {
        return Stream.concat(
                        owner.getAllRawSuperclasses().stream(),
                        owner.getAllRawInterfaces().stream())
                .flatMap(type -> type.getMethods().stream())
                .anyMatch(above ->
                        above.getName().equals(method.getName())
                                && above.getRawParameterTypes().size()
                                        == method.getRawParameterTypes().size());
    }

    /** A record's accessors and an enum's methods come with it. */
    private static boolean isGenerated(JavaClass owner, JavaMethod method) {
        boolean accessor =
                owner.isRecord()
                        && method.getRawParameterTypes().isEmpty()
                        && owner.tryGetField(method.getName()).isPresent();
        return accessor
                || (owner.isEnum() && Set.of("values", "valueOf").contains(method.getName()));
    }

    private static boolean isEntry(CanBeAnnotated annotated) {
        return annotated instanceof JavaClass type
                ? type.getAnnotations().stream()
                        .anyMatch(each -> isOfFramework(each.getRawType().getName()))
                : ((JavaMember) annotated)
                        .getAnnotations().stream()
                                .anyMatch(each -> isOfFramework(each.getRawType().getName()));
    }

    private static boolean isOfFramework(String type) {
        return FRAMEWORKS.stream().anyMatch(type::startsWith);
    }

    private static boolean isMain(JavaClass type) {
        return type.getSource()
                .map(source -> source.getUri().toString().startsWith(MAIN.toString()))
                .orElse(false);
    }

    /** The folder or archive in which the classes lie that one of them lies in. */
    private static URI folderOf(JavaClass type, Class<?> loaded) {
        String uri = type.getSource().orElseThrow().getUri().toString();
        String path = loaded.getName().replace('.', '/') + ".class";
        return URI.create(uri.substring(0, uri.length() - path.length()));
    }
}
