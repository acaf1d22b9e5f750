package io.github.dl4jregularizers.internal.dl4j;

import java.util.Set;

/**
 * Calls of DL4J's that visit the weights of a network one by one. Each visits them in the same order every time. Until
 * it returns, a parameter changes only while it is visited.
 */
public enum WeightVisit {

    /** The sum of the penalties. */
    SCORE(
            "calcRegularizationScore",
            "org.deeplearning4j.nn.multilayer.MultiLayerNetwork",
            "org.deeplearning4j.nn.graph.ComputationGraph"),

    /** The updates from the gradients. */
    UPDATE("update", "org.deeplearning4j.nn.updater.BaseMultiLayerUpdater"),

    /** The projections after the update. */
    CONSTRAINTS(
            "applyConstraints",
            "org.deeplearning4j.nn.multilayer.MultiLayerNetwork",
            "org.deeplearning4j.nn.graph.ComputationGraph");

    private static final StackWalker STACK = StackWalker.getInstance();

    private final String method;
    private final Set<String> classes;

    WeightVisit(String method, String... classes) {
        this.method = method;
        this.classes = Set.of(classes);
    }

    /** Tests whether the caller's thread is within such a call. */
    public boolean isUnderWay() {
        return STACK.walk(frames -> frames.anyMatch(
                frame -> frame.getMethodName().equals(method) && classes.contains(frame.getClassName())));
    }
}
