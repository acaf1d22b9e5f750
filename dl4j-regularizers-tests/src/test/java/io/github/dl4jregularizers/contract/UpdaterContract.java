package io.github.dl4jregularizers.contract;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of {@link UpdaterTable} satisfies every {@link UpdaterProperty}. */
class UpdaterContract {

    static Stream<Arguments> pairs() {
        return Contract.pairs(UpdaterTable.rows(), List.of(UpdaterProperty.values()));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("pairs")
    void holds(UpdaterCase row, UpdaterProperty property) {
        Contract.verify(row, property);
    }
}
