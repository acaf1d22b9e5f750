package io.github.dl4jregularizers.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules on dependencies. Each applies to every class that it is given. */
final class Structure {

    private static final Set<String> DATA_BUFFERS = Set.of(
            "org.nd4j.linalg.api.buffer.DataBuffer",
            "org.nd4j.linalg.api.buffer.BaseDataBuffer",
            "org.nd4j.linalg.api.buffer.FloatBuffer",
            "org.nd4j.linalg.api.buffer.DoubleBuffer");

    /** Names of the methods that read or write elements, or expose the host's copy of them. */
    private static final Pattern ELEMENTS = Pattern.compile(
            "(get|put|as|set|assign|read|write|copy|pointer|indexer|address|addressPointer|opaqueBuffer)([A-Z].*)?");

    private static final Set<String> WITHOUT_ELEMENTS = Set.of("getElementSize", "getAllocationMode", "getTypeSize");

    private static final String PROGRAMS = Modules.BASE + ".examples";

    private Structure() {}

    static ArchRule noHostMemory() {
        return noClasses()
                .should()
                .dependOnClassesThat(named("buffers of java.nio", Structure::isJavaBuffer))
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("org.bytedeco..")
                .orShould()
                .accessTargetWhere(named("elements of a DataBuffer", Structure::readsElements))
                .because("the host's memory is not a GPU's: use INDArray operations or Backend.current().transfer()");
    }

    private static boolean isJavaBuffer(JavaClass type) {
        return type.getPackageName().equals("java.nio") && type.getSimpleName().endsWith("Buffer");
    }

    private static boolean readsElements(JavaAccess<?> access) {
        String method = access.getTarget().getName();
        return DATA_BUFFERS.contains(access.getTargetOwner().getFullName())
                && ELEMENTS.matcher(method).matches()
                && !WITHOUT_ELEMENTS.contains(method);
    }

    static ArchRule noDependencyOn(String... packages) {
        return noClasses().should().dependOnClassesThat().resideInAnyPackage(packages);
    }

    static ArchRule noCycles() {
        return SlicesRuleDefinition.slices()
                .assignedFrom(new ByPackage())
                .should()
                .beFreeOfCycles();
    }

    private static <T> DescribedPredicate<T> named(String description, java.util.function.Predicate<T> predicate) {
        return DescribedPredicate.describe(description, predicate);
    }

    /** Every package is a slice, the base package included. The examples' own package uses all others: not a slice. */
    private static final class ByPackage implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getPackageName();
            return name.startsWith(Modules.BASE) && !name.equals(PROGRAMS)
                    ? SliceIdentifier.of(name)
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
