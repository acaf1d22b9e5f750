package io.github.dl4jregularizers.contract;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every layer and vertex of {@link LayerTable} satisfies every {@link LayerProperty}. */
class LayerContract {

    static Stream<Arguments> pairs() {
        return Contract.pairs(LayerTable.layers(), List.of(LayerProperty.values()));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("pairs")
    void holds(LayerCase row, LayerProperty property) {
        Contract.verify(row, property);
    }
}
