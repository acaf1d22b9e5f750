package io.github.dl4jregularizers.benchmark.peers;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.github.dl4jregularizers.benchmark.StepTimes;
import java.util.List;
import java.util.stream.Collectors;

/** Trains a network by DJL with its PyTorch engine. */
public final class DjlPeer implements AutoCloseable {

    private final Model model;
    private final Trainer trainer;
    private final Loss loss;
    private final NDArray features;
    private final NDArray labels;

    DjlPeer(PeerArguments arguments, float[] values) {
        model = Model.newInstance(arguments.network, "PyTorch");
        model.setBlock(new NetworkDefinitions<>(new DjlLayers()).named(arguments.network));
        loss = arguments.classes > 1 ? Loss.softmaxCrossEntropyLoss() : Loss.sigmoidBinaryCrossEntropyLoss();
        trainer = model.newTrainer(new DefaultTrainingConfig(loss)
                .optInitializer(new XavierInitializer(), Parameter.Type.WEIGHT)
                .optOptimizer(Optimizer.adam()
                        .optLearningRateTracker(Tracker.fixed(1e-3f))
                        .build()));
        Shape shape = new Shape(arguments.shape);
        trainer.initialize(shape);
        NDManager manager = model.getNDManager();
        NDArray ordered = manager.create(values, shape);
        features = arguments.channelsLast ? channelsLast(ordered) : ordered;
        labels = arguments.classes > 1
                ? manager.create(arguments.labels())
                : manager.ones(new Shape(arguments.shape[0], 1, arguments.shape[2], arguments.shape[3]));
    }

    /** DJL has no setting of the memory order. PyTorch's layers keep that of their input. */
    private static NDArray channelsLast(NDArray features) {
        return features.transpose(0, 2, 3, 1).duplicate().transpose(0, 3, 1, 2);
    }

    /** Returns the loss before the step. */
    float trainingStep() {
        float value;
        try (NDManager scope = model.getNDManager().newSubManager()) {
            scope.tempAttachAll(features, labels);
            try (GradientCollector collector = trainer.newGradientCollector()) {
                NDArray result = loss.evaluate(new NDList(labels), trainer.forward(new NDList(features)));
                collector.backward(result);
                value = result.getFloat();
            }
        }
        trainer.step();
        return value;
    }

    /** Returns the mean of the output. */
    float inference() {
        try (NDManager scope = model.getNDManager().newSubManager()) {
            scope.tempAttachAll(features);
            return trainer.evaluate(new NDList(features))
                    .singletonOrThrow()
                    .mean()
                    .getFloat();
        }
    }

    /** Trained parameters, in the order of the network's definition. */
    List<NDArray> parameters() {
        return model.getBlock().getParameters().values().stream()
                .filter(Parameter::requiresGradient)
                .map(Parameter::getArray)
                .collect(Collectors.toList());
    }

    long weights() {
        return parameters().stream().mapToLong(NDArray::size).sum();
    }

    @Override
    public void close() {
        trainer.close();
        model.close();
    }

    /**
     * Prints {@link StepTimes}.
     *
     * @param arguments see {@link PeerArguments}
     */
    public static void main(String[] arguments) {
        PeerArguments given = new PeerArguments(arguments);
        try (DjlPeer peer = new DjlPeer(given, given.features())) {
            System.out.println(StepTimes.measure(
                    peer.weights(),
                    peer::trainingStep,
                    peer::inference,
                    given.seconds,
                    "DJL " + Engine.getDjlVersion() + ", PyTorch "
                            + Engine.getInstance().getVersion()));
        }
    }
}
