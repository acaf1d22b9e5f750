package io.github.dl4jregularizers.contract;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every dropout, layer and graph vertex of the library, with non-default values: the rows of {@link LayerContract}. */
final class LayerTable {

    private LayerTable() {}

    static List<LayerCase> rows() {
        return Stream.of(
                        AdaptiveRows.rows(),
                        AttentionRows.rows(),
                        DropoutRows.rows(),
                        DepthRows.rows(),
                        DropBlockRows.rows(),
                        NoiseLayerRows.rows(),
                        ParameterlessRows.rows(),
                        DropConnectRows.rows(),
                        DropConnectExampleRows.rows(),
                        EmbeddingRows.rows(),
                        L0GatesRows.rows(),
                        VariationalRows.rows())
                .flatMap(Collection::stream)
                .collect(Collectors.toList());
    }
}
