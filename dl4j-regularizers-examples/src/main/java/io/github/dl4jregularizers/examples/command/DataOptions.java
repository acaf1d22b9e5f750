package io.github.dl4jregularizers.examples.command;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.data.CifarData;
import io.github.dl4jregularizers.examples.data.CifarDownload;
import io.github.dl4jregularizers.examples.data.ImageData;
import io.github.dl4jregularizers.examples.data.ImageSet;
import io.github.dl4jregularizers.examples.data.ShapesData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Options that choose the images. */
final class DataOptions {

    /** The data sets. */
    enum Source {
        SHAPES,
        CIFAR10,
        CIFAR100
    }

    @Option(
            names = "--data",
            paramLabel = "SET",
            defaultValue = Defaults.DATA,
            description = "Images: shapes (drawn by the program, no files), cifar10 or cifar100 (default:"
                    + " ${DEFAULT-VALUE}).")
    private Source source;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = Defaults.DIRECTORY,
            description = "Where the CIFAR files are, in the official binary layout (default: ${DEFAULT-VALUE}).")
    Path directory;

    @Option(names = "--download", description = "Fetch the CIFAR files into --data-dir unless they are there.")
    private boolean download;

    @Option(
            names = "--train-limit",
            paramLabel = "N",
            description = "Train on at most N images, the same share of every class (default: "
                    + Defaults.SHAPES_TRAINING + " shapes, all of CIFAR).")
    private Integer trainLimit;

    @Option(
            names = "--test-limit",
            paramLabel = "N",
            description = "Test on at most N images, the same share of every class (default: " + Defaults.SHAPES_TEST
                    + " shapes, all of CIFAR).")
    private Integer testLimit;

    @Option(
            names = "--validation",
            paramLabel = "SHARE",
            defaultValue = Defaults.VALIDATION,
            description = "Part of the training images, in [0, 1), set aside to choose the best epoch by (default:"
                    + " ${DEFAULT-VALUE}).")
    private double validation;

    @Option(
            names = "--data-seed",
            paramLabel = "N",
            defaultValue = Defaults.DATA_SEED,
            description = "Seed of the drawn shapes, and of which images a limit or --validation chooses (default:"
                    + " ${DEFAULT-VALUE}).")
    private long seed;

    /** Checks the options that need no file, before anything is loaded. */
    void check() {
        limit("--train-limit", trainLimit);
        limit("--test-limit", testLimit);
        Require.fraction("--validation", validation);
        if (download && source == Source.SHAPES) {
            throw Require.invalid("--data with --download", "cifar10 or cifar100", "shapes");
        }
    }

    private static void limit(String name, Integer value) {
        if (value != null) {
            Require.atLeast(name, value, 1);
        }
    }

    /** Reads, downloads or generates the images. */
    ImageData load(boolean showsProgress) throws IOException {
        check();
        ImageData data =
                source == Source.SHAPES ? shapes() : cifar(CifarData.Variant.valueOf(source.name()), showsProgress);
        return validation > 0 ? data.withValidation(validation, seed) : data;
    }

    /**
     * Images to calibrate a trained network with: twice as many as test images if available. Takes images left out of
     * training, else the validation images; generates new shapes.
     *
     * @param data result of {@link #load}
     * @return images that were not trained on, at least two
     */
    ImageSet heldOut(ImageData data) throws IOException {
        int wanted = 2 * data.test().size();
        if (source == Source.SHAPES) {
            return ShapesData.heldOut(wanted, seed);
        }
        ImageSet left = trainLimit == null
                ? data.validation()
                : CifarData.load(directory, CifarData.Variant.valueOf(source.name()))
                        .training()
                        .leftByStratified(trainLimit, seed);
        ImageSet heldOut = left.size() < 2 ? data.validation() : left;
        if (heldOut.size() < 2) {
            throw Require.invalid(
                    "images held out of training",
                    "at least 2 (train with --validation 0.1, or --train-limit)",
                    heldOut.size());
        }
        return heldOut.stratified(Math.max(wanted, heldOut.classes()), seed);
    }

    boolean areShapes() {
        return source == Source.SHAPES;
    }

    long seed() {
        return seed;
    }

    private ImageData shapes() {
        return ShapesData.generate(trainingLimit(), testLimit(), seed);
    }

    private ImageData cifar(CifarData.Variant variant, boolean showsProgress) throws IOException {
        if (download && showsProgress) {
            CifarDownload.fetch(directory, variant);
        } else if (download) {
            CifarDownload.fetch(directory, variant, (bytes, total) -> {});
        }
        ImageData data = CifarData.load(directory, variant);
        data = trainLimit == null ? data : data.withTrainingLimit(trainLimit, seed);
        return testLimit == null ? data : data.withTestLimit(testLimit, seed);
    }

    String name() {
        return source.name().toLowerCase(Locale.ROOT);
    }

    boolean hasValidation() {
        return validation > 0;
    }

    /**
     * Returns the options that determine the images, as command-line arguments. Excludes the directory of the files.
     */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        arguments.add("--data=" + name());
        if (trainingLimit() != null) {
            arguments.add("--train-limit=" + trainingLimit());
        }
        if (testLimit() != null) {
            arguments.add("--test-limit=" + testLimit());
        }
        arguments.add("--validation=" + validation);
        arguments.add("--data-seed=" + seed);
        return arguments;
    }

    private Integer trainingLimit() {
        return trainLimit == null && source == Source.SHAPES ? Integer.valueOf(Defaults.SHAPES_TRAINING) : trainLimit;
    }

    private Integer testLimit() {
        return testLimit == null && source == Source.SHAPES ? Integer.valueOf(Defaults.SHAPES_TEST) : testLimit;
    }
}
