package io.github.dl4jregularizers.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Every method of {@code INDArray} that this library calls is in the sources of DL4J's next release, with the same
 * parameters. Where this version takes {@code int...} for dimensions, the next one takes {@code long...}: calls with
 * literals compile with both, and calls with an {@code int[]} do not.
 */
class NextReleaseTest {

    private static final String SIGNATURES = "/next-release/INDArray.txt";

    private static Set<String> recorded() throws IOException {
        try (InputStream in = NextReleaseTest.class.getResourceAsStream(SIGNATURES)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.toSet());
        }
    }

    private static Set<String> called(JavaClasses classes) {
        Set<String> called = new TreeSet<>();
        for (JavaClass type : classes) {
            for (JavaMethodCall call : type.getMethodCallsFromSelf()) {
                if (isOfArray(call)) {
                    called.add(call.getTarget().getName()
                            + call.getTarget().getRawParameterTypes().stream()
                                    .map(JavaClass::getSimpleName)
                                    .collect(Collectors.joining(",", "(", ")")));
                }
            }
        }
        return called;
    }

    private static boolean isOfArray(JavaAccess<?> access) {
        return access.getTargetOwner().isEquivalentTo(INDArray.class);
    }

    /** The signature after dimensions became longs; the same if it has none. */
    private static String withLongDimensions(String signature) {
        boolean hasDimensions = signature.matches("(permutei?|sum|mean|amean|max|min|amax|amin|norm1|norm2|normmax|prod"
                + "|std|var|argMax|median|tensorAlongDimension|tensorsAlongDimension)\\(.*");
        return hasDimensions ? signature.replace("int[]", "long[]").replace("(int,", "(long,") : signature;
    }

    private static Set<String> missing(Set<String> called) throws IOException {
        Set<String> missing = called.stream()
                .filter(signature -> !signature.matches("(equals|hashCode|getClass)\\(.*"))
                .map(NextReleaseTest::withLongDimensions)
                .collect(Collectors.toCollection(TreeSet::new));
        missing.removeAll(recorded());
        return missing;
    }

    @Test
    void theNextReleaseHasEveryMethodThatCoreCalls() throws IOException {
        assertThat(called(Modules.core())).hasSizeGreaterThan(50);
        assertThat(missing(called(Modules.core()))).isEmpty();
    }

    @Test
    void theNextReleaseHasEveryMethodThatTheCpuModuleCalls() throws IOException {
        assertThat(missing(called(Modules.cpu()))).isEmpty();
    }

    /** Nested input types, which the next release has as classes of their own. */
    private static Set<String> nestedInputTypes(JavaClasses classes) {
        return classes.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass().getName())
                .filter(name -> name.startsWith(InputType.class.getName() + "$InputType"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** docs/gpu.md names these, and how to rewrite them. */
    @Test
    void theClassesThatMovedAreInputTypes() {
        assertThat(nestedInputTypes(Modules.core()))
                .containsExactlyInAnyOrder(
                        InputType.InputTypeConvolutional.class.getName(),
                        InputType.InputTypeConvolutional3D.class.getName(),
                        InputType.InputTypeConvolutionalFlat.class.getName(),
                        InputType.InputTypeFeedForward.class.getName(),
                        InputType.InputTypeRecurrent.class.getName());
        assertThat(nestedInputTypes(Modules.cpu())).isEmpty();
    }

    @Test
    void aMethodThatIsGoneIsFound() throws IOException {
        assertThat(missing(Set.of("vectorAlongEverything(int)", "muli(Number)", "sum(boolean,int[])")))
                .containsExactly("vectorAlongEverything(int)");
    }
}
