package io.github.dl4jregularizers.examples.command;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.data.CifarData;
import io.github.dl4jregularizers.examples.data.ImageSet;
import io.github.dl4jregularizers.examples.data.ShapesData;
import io.github.dl4jregularizers.examples.data.UnfamiliarImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;

/** The options that say how to measure uncertainty. */
final class UncertaintyOptions {

    private static final String NOISE = "noise";
    private static final String SHAPES = "shapes";
    private static final String FIGURES = "figures";

    /** As many as a label byte can tell apart. */
    private static final int LABELS = 256;

    @Option(
            names = "--samples",
            paramLabel = "T",
            description =
                    "Predict with the network's noise on, T times, 2 or more; tells how far the predictions can be"
                            + " believed, and writes uncertainty.html to the run.")
    private Integer samples;

    @Option(
            names = "--ood",
            paramLabel = "SET",
            description =
                    "Unfamiliar images: noise, shapes, figures (like the shapes, but others), or a file in the layout"
                            + " of CIFAR-10 (default: figures for shapes, shapes for CIFAR).")
    private String unfamiliar;

    @Option(
            names = "--coverage",
            paramLabel = "SHARE",
            description = "How many of the prediction sets are to hold the right class, in (0, 1) (default: "
                    + Defaults.COVERAGE + ").")
    private Double coverage;

    @Option(
            names = "--sample-seed",
            paramLabel = "N",
            description = "Seed of the samples (default: " + Defaults.SEED + ").")
    private Long seed;

    boolean isWanted() {
        return samples != null;
    }

    /** Checks what needs no file. */
    void check() {
        if (samples == null && (unfamiliar != null || coverage != null || seed != null)) {
            throw Require.invalid("--samples with --ood, --coverage or --sample-seed", "given", null);
        }
        if (samples != null) {
            Require.atLeast("--samples", samples, 2);
            Require.properFraction("--coverage", coverage());
        }
    }

    int samples() {
        return samples;
    }

    double coverage() {
        return coverage == null ? Double.parseDouble(Defaults.COVERAGE) : coverage;
    }

    long seed() {
        return seed == null ? Long.parseLong(Defaults.SEED) : seed;
    }

    /** Which unfamiliar images a network gets. */
    String unfamiliarSet(DataOptions data) {
        if (unfamiliar == null) {
            return data.areShapes() ? FIGURES : SHAPES;
        }
        if (data.areShapes() && unfamiliar.equals(SHAPES)) {
            throw Require.invalid("--ood for a network that knows shapes", "another set", unfamiliar);
        }
        return unfamiliar;
    }

    /** Draws or reads them, as many as are wanted where they are drawn. */
    ImageSet unfamiliarImages(DataOptions data, int count) throws IOException {
        String set = unfamiliarSet(data);
        switch (set) {
            case NOISE:
                return UnfamiliarImages.noise(count, data.seed());
            case FIGURES:
                return UnfamiliarImages.figures(count, data.seed());
            case SHAPES:
                return ShapesData.heldOut(count, data.seed());
            default:
                List<String> names = IntStream.range(0, LABELS)
                        .mapToObj(label -> "label " + label)
                        .collect(Collectors.toList());
                return CifarData.readFile(Path.of(set), CifarData.Variant.CIFAR10, names);
        }
    }
}
