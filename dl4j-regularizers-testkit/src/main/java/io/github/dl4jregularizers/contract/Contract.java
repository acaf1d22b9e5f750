package io.github.dl4jregularizers.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dl4jregularizers.internal.backend.Backend;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Tests every row with every property that applies to its kind. Use it as a JUnit test factory:
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> contract() {
 *     return Contract.tests(LayerCase.layer("MyLayer", Input.FEED_FORWARD, format -> new MyLayer.Builder().build()));
 * }
 * }</pre>
 *
 * The system property {@code contract.only}, a regular expression, selects tests by row and property: {@code
 * -Dcontract.only="MyLayer.*GRADIENT"}. With {@code -Ddl4j.regularizers.cpu=false}, only properties that depend on
 * the backend run.
 */
public final class Contract {

    private Contract() {}

    /**
     * Returns one test per row and property. A test with a reason in {@link ContractCase#skip} is reported as skipped.
     *
     * @param <C> the kind of row
     * @param rows the classes under test
     * @return the tests, named "row: property"
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is read only
    public static <C extends ContractCase<C>> Stream<DynamicTest> tests(C... rows) {
        return Arrays.stream(rows).flatMap(row -> pairs(row, row.properties())
                .map(property -> DynamicTest.dynamicTest(row + ": " + property.name(), () -> verify(row, property))));
    }

    static <C extends ContractCase<C>> Stream<Arguments> pairs(
            Collection<C> rows, List<? extends Property<C>> properties) {
        return rows.stream().flatMap(row -> pairs(row, properties).map(property -> Arguments.of(row, property)));
    }

    private static <C extends ContractCase<C>, P extends Property<C>> Stream<P> pairs(C row, List<P> properties) {
        String only = System.getProperty("contract.only", "");
        boolean all = !"false".equals(System.getProperty(Backend.CPU_PROPERTY));
        return properties.stream()
                .filter(property -> (all || !property.isIndependentOfBackend())
                        && property.appliesTo(row)
                        && (row + ": " + property.name()).matches(".*" + only + ".*"));
    }

    /** Checks the property, or reports it as skipped with the row's reason. */
    static <C extends ContractCase<C>> void verify(C row, Property<C> property) {
        String reason = row.skipped().get(property);
        assumeTrue(reason == null, reason);
        property.verify(row);
    }
}
