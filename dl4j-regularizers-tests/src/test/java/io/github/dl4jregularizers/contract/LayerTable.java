package io.github.dl4jregularizers.contract;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every dropout, layer and graph vertex of the library, with non-default values: the rows of {@link LayerContract} and
 * {@link NoiseContract}. The two classes share the time between two JVMs.
 */
final class LayerTable {

    private LayerTable() {}

    static List<LayerCase> rows() {
        return Stream.concat(noise().stream(), layers().stream()).collect(Collectors.toList());
    }

    /** Dropouts, and what carries them without parameters. */
    static List<LayerCase> noise() {
        return all(Stream.of(
                AdaptiveRows.rows(),
                DropoutRows.rows(),
                DropBlockRows.rows(),
                NoiseLayerRows.rows(),
                ActivityRows.rows(),
                ParameterlessRows.rows(),
                AttentionRows.rows()));
    }

    /** Layers and vertices with other layers or parameters. */
    static List<LayerCase> layers() {
        return all(Stream.of(
                DepthRows.rows(),
                ConcatenationRows.rows(),
                DropConnectRows.rows(),
                DropConnectExampleRows.rows(),
                EmbeddingRows.rows(),
                FrozenNormalizationRows.rows(),
                StateNoiseRows.rows(),
                L0GatesRows.rows(),
                VariationalRows.rows(),
                BayesianRows.rows(),
                BayesianRecurrentRows.rows()));
    }

    private static List<LayerCase> all(Stream<List<LayerCase>> families) {
        return families.flatMap(Collection::stream).collect(Collectors.toList());
    }
}
