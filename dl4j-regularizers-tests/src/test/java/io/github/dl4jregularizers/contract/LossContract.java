package io.github.dl4jregularizers.contract;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of {@link LossTable} satisfies every {@link LossProperty}. */
class LossContract {

    static Stream<Arguments> pairs() {
        return Contract.pairs(LossTable.rows(), List.of(LossProperty.values()));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("pairs")
    void holds(LossCase row, LossProperty property) {
        Contract.verify(row, property);
    }
}
