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
 * Checks, before DL4J loads a configuration, every class that it names: DL4J makes an object of whatever class stands
 * there, and initialises the class before it looks at its type.
 *
 * <p>A class name may stand in more places than the type fields, in arrays and generic types for example. So every text
 * in the file that is the name of a class on the class path has to name a part of a configuration.
 */
final class ConfigurationClasses {

    /** The types that have subclasses by name in DL4J's JSON. */
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

    private static final Set<String> TYPE_FIELDS = Set.of("@class", "type");
    /** The L that precedes the name in that of an array class is no part of it. */
    private static final Pattern CLASS_NAME =
            Pattern.compile("(?:(?<=\\[)L)?+([\\p{L}_$][\\p{L}\\p{N}_$]*(?:\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)+)");

    private final Set<String> seen = new TreeSet<>();
    private final Set<String> unknown = new TreeSet<>();
    private final Set<String> foreign = new TreeSet<>();

    /**
     * Takes a text from the file.
     *
     * @param field the field whose value it is; null for other texts
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

    /** Takes the name of a class. */
    void addType(String name) {
        add(name, "@class");
    }

    /** Refuses the file if it names a class that is missing or is no part of a configuration. */
    void check() throws IOException {
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
            if (isType) {
                unknown.add(name);
            }
        }
    }

    /** The one that DL4J's mapper asks first. */
    private static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null ? ConfigurationClasses.class.getClassLoader() : context;
    }
}
