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

/** Options of the uncertainty evaluation. */
final class UncertaintyOptions {

    private static final String NOISE = "noise";
    private static final String SHAPES = "shapes";
    private static final String FIGURES = "figures";

    /** Number of values of a label byte. */
    private static final int LABELS = 256;

    @Option(
            names = "--samples",
            paramLabel = "T",
            description = "Predict with the network's noise on, T times, 2 or more; prints calibration and"
                    + " uncertainty, and writes uncertainty.html to the run.")
    private Integer samples;

    @Option(
            names = "--ood",
            paramLabel = "SET",
            description = "Out-of-distribution images: noise, shapes, figures (other outlines), or a file in the layout"
                    + " of CIFAR-10 (default: figures for shapes, shapes for CIFAR).")
    private String unfamiliar;

    @Option(
            names = "--coverage",
            paramLabel = "SHARE",
            description = "Probability that a prediction set contains the right class, in (0, 1) (default: "
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

    /** Checks the options that need no file. */
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

    /** Returns the out-of-distribution set for a network. */
    String unfamiliarSet(DataOptions data) {
        return unfamiliarSet(unfamiliar, data);
    }

    private static String unfamiliarSet(String unfamiliar, DataOptions data) {
        if (unfamiliar == null) {
            return data.areShapes() ? FIGURES : SHAPES;
        }
        if (data.areShapes() && unfamiliar.equals(SHAPES)) {
            throw Require.invalid("--ood for a network trained on shapes", "another set", unfamiliar);
        }
        return unfamiliar;
    }

    /** Generates or reads the images; the count applies to generated ones. */
    ImageSet unfamiliarImages(DataOptions data, int count) throws IOException {
        return unfamiliarImages(unfamiliar, data, count);
    }

    /** Generates or reads the images of a set; null for the default. */
    static ImageSet unfamiliarImages(String unfamiliar, DataOptions data, int count) throws IOException {
        String set = unfamiliarSet(unfamiliar, data);
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
