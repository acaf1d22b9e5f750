package io.github.dl4jregularizers.audit;

import io.github.dl4jregularizers.penalty.WeightPenalty;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.distribution.Distribution;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.variational.ReconstructionDistribution;
import org.deeplearning4j.nn.conf.stepfunctions.StepFunction;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.nn.weights.embeddings.EmbeddingInitializer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * Checks every class that a configuration names, before DL4J loads it. DL4J initializes any class named there before it
 * checks the type, and creates an object of it.
 *
 * <p>Class names may stand outside the type fields, in arrays and generic types for example. Every text in the file
 * that is the name of a class on the class path must therefore name a part of a configuration.
 */
final class ConfigurationClasses {

    /** The types with subclasses by name in DL4J's JSON. */
    private static final List<Class<?>> PARTS = List.of(
            Layer.class,
            GraphVertex.class,
            InputPreProcessor.class,
            InputType.class,
            IDropout.class,
            IWeightNoise.class,
            IWeightInit.class,
            EmbeddingInitializer.class,
            Distribution.class,
            ReconstructionDistribution.class,
            IActivation.class,
            ILossFunction.class,
            IUpdater.class,
            ISchedule.class,
            Regularization.class,
            WeightPenalty.class,
            LayerConstraint.class,
            StepFunction.class);

    private static final String OWN = "io.github.dl4jregularizers.";
    private static final Set<String> TYPE_FIELDS = Set.of("@class", "type");
    /** Skips the L before the element class in the name of an array class. */
    private static final Pattern CLASS_NAME =
            Pattern.compile("(?:(?<=\\[)L)?+([\\p{L}_$][\\p{L}\\p{N}_$]*(?:\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)+)");

    private final Set<String> seen = new TreeSet<>();
    private final Set<String> unknown = new TreeSet<>();
    private final Set<String> foreign = new TreeSet<>();
    private final Set<String> renamed = new TreeSet<>();

    /**
     * Adds a text from the file.
     *
     * @param field the field of which the text is the value; null for other texts
     */
    void add(String text, String field) {
        boolean isType = TYPE_FIELDS.contains(String.valueOf(field));
        Matcher names = CLASS_NAME.matcher(text);
        while (names.find()) {
            if (seen.add(names.group(1) + isType)) {
                classify(names.group(1), isType);
            }
        }
    }

    /** Adds the name of a class. */
    void addType(String name) {
        add(name, "@class");
    }

    /** Refuses the file if it names a class that is missing or no part of a configuration. */
    void check() throws IOException {
        if (!renamed.isEmpty()) {
            throw new IOException(
                    "an earlier version of dl4j-regularizers saved it, and this version has no classes of these"
                            + " names: " + String.join(", ", renamed)
                            + ". Class names changed before version 0.1.0: build the configuration again with"
                            + " this version, and set"
                            + " the saved parameters with setParams");
        }
        if (!foreign.isEmpty()) {
            throw new IOException(
                    "it names classes that are no part of a configuration: " + String.join(", ", foreign));
        }
        if (!unknown.isEmpty()) {
            throw new IOException("it names classes that are not on the class path: " + String.join(", ", unknown));
        }
    }

    private void classify(String name, boolean isType) {
        try {
            Class<?> type = Class.forName(name, false, loader());
            if (PARTS.stream().noneMatch(part -> part.isAssignableFrom(type))) {
                foreign.add(name);
            }
        } catch (ClassNotFoundException | LinkageError e) {
            if (name.startsWith(OWN)
                    && name.substring(name.lastIndexOf('.') + 1).matches("[A-Z].*")) {
                renamed.add(name);
            } else if (isType) {
                unknown.add(name);
            }
        }
    }

    /** Returns the class loader that DL4J's mapper tries first. */
    private static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null ? ConfigurationClasses.class.getClassLoader() : context;
    }
}
