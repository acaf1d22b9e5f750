package io.github.dl4jregularizers.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dl4jregularizers.internal.backend.Backend;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * The part that the contracts share: every row of the table with every property that applies to its kind. Without the
 * cpu module the properties that are independent of the backend are left out. The system property {@code
 * contract.only}, a regular expression, selects some: {@code -Dcontract.only="DropConnect.*HALF"}.
 */
final class Contract {

    private Contract() {}

    static <C extends ContractCase<C>> Stream<Arguments> pairs(
            Collection<C> rows, List<? extends Property<C>> properties) {
        String only = System.getProperty("contract.only", "");
        boolean all = !"false".equals(System.getProperty(Backend.CPU_PROPERTY));
        return rows.stream().flatMap(row -> properties.stream()
                .filter(property -> (all || !property.isIndependentOfBackend())
                        && property.appliesTo(row)
                        && (row + ": " + property.name()).matches(".*" + only + ".*"))
                .map(property -> Arguments.of(row, property)));
    }

    /** Checks the property, or reports it as skipped with the row's reason. */
    static <C extends ContractCase<C>> void verify(C row, Property<C> property) {
        String reason = row.skipped().get(property);
        assumeTrue(reason == null, reason);
        property.verify(row);
    }
}
