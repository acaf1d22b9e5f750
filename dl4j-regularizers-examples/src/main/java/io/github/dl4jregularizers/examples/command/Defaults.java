package io.github.dl4jregularizers.examples.command;

/**
 * Defaults of the program: a comparison of about three minutes on two cores, on so few images that the baseline
 * memorizes them. Strings, because picocli prints them in the help.
 */
final class Defaults {

    static final String DATA = "shapes";
    static final String DIRECTORY = "data";
    static final String DATA_SEED = "1";
    static final String SHAPES_TRAINING = "500";
    static final String SHAPES_TEST = "500";
    static final String VALIDATION = "0";

    static final String MODEL = "cnn";
    static final String EPOCHS = "20";
    static final String BATCH = "25";
    static final String LEARNING_RATE = "0.004";
    static final String SCHEDULE = "cosine";
    static final String OPTIMIZER = "adam";
    static final String WEIGHT_DECAY = "0.0";
    static final String SEED = "1";
    static final String COVERAGE = "0.9";

    static final String RECIPE = "sensible";
    static final String RECIPES = "baseline,sensible";
    static final String SEEDS = "1,2,3";

    /** Default of DL4J. */
    static final String UI_PORT = "9000";

    private Defaults() {}
}
