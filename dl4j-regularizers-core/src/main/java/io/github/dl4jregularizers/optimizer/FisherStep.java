package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.inference.OutputKind;
import io.github.dl4jregularizers.inference.OutputLayout;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.HalfPrecision;
import io.github.dl4jregularizers.internal.dl4j.CarriedStates;
import io.github.dl4jregularizers.internal.dl4j.Detached;
import io.github.dl4jregularizers.internal.dl4j.GeneratorState;
import io.github.dl4jregularizers.internal.dl4j.Network;
import io.github.dl4jregularizers.internal.dl4j.NetworkCopy;
import io.github.dl4jregularizers.internal.dl4j.SilentPass;
import io.github.dl4jregularizers.internal.weights.NetworkParameter;
import io.github.dl4jregularizers.internal.weights.NetworkParameters;
import io.github.dl4jregularizers.noise.NoiseSource;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The further passes of a step of {@link FisherTracePenalty}, with labels that the network predicts. */
final class FisherStep {

    private final Model model;
    private final Network network;
    private final Model predictor;
    private final List<OutputLayout> layouts;
    private final SilentPass pass;
    private final CarriedStates states;
    private final NetworkParameters parameters;
    private final Perturbation perturbation;
    private final FirstGradient sampled;
    private final NoiseSource noise;

    FisherStep(Model model, Perturbation perturbation, FirstGradient sampled, NoiseSource noise) {
        this.model = model;
        this.perturbation = perturbation;
        this.sampled = sampled;
        this.noise = noise;
        network = Network.of(model);
        layouts = OutputLayout.of(model);
        for (OutputLayout layout : layouts) {
            if (layout.kind() != OutputKind.CLASSES && layout.kind() != OutputKind.BINARY) {
                throw Arguments.invalid("output under FisherTracePenalty", "of probabilities", layout.kind());
            }
        }
        predictor = NetworkCopy.with(model, model.params());
        pass = new SilentPass(network);
        states = new CarriedStates(network);
        parameters = new NetworkParameters(model);
    }

    boolean isStillOf(Model other) {
        return parameters.areStillOf(other);
    }

    /** Adds the gradient of the penalty to the gradients, and the penalty to the score. */
    void run() {
        double score = model.score();
        List<INDArray> ofLoss = copies(parameters.trained());
        List<INDArray> statistics = copies(parameters.others());
        INDArray values = Detached.of(() -> model.params().dup());
        INDArray[] drawn = draw();
        states.remember();
        GeneratorState beginning = GeneratorState.now();
        try {
            network.setLabels(drawn);
            runAgain();
            sampled.keep(parameters.trained());
            sampled.setNorm(perturbation.add(parameters.trained(), model.batchSize()));
            beginning.restore();
            runAgain();
        } finally {
            model.params().assign(values);
        }
        score += sampled.combine(parameters.trained(), ofLoss);
        for (int i = 0; i < statistics.size(); i++) {
            parameters.others().get(i).gradient.assign(statistics.get(i));
        }
        states.restore();
        network.setScore(score);
    }

    private static List<INDArray> copies(List<NetworkParameter> parameters) {
        return parameters.stream()
                .map(parameter -> Detached.of(
                        () -> HalfPrecision.widened(parameter.gradient).dup()))
                .collect(Collectors.toList());
    }

    private void runAgain() {
        states.startOver();
        pass.run();
    }

    /** Draws labels from the predicted probabilities. */
    private INDArray[] draw() {
        predictor.params().assign(model.params());
        INDArray[] probabilities = new INDArray[layouts.size()];
        Detached.of(() -> {
            INDArray[] outputs = Network.of(predictor).output(network.features(), network.featuresMasks(), null);
            System.arraycopy(outputs, 0, probabilities, 0, probabilities.length);
            return null;
        });
        for (INDArray output : probabilities) {
            if (output.rank() != 2) {
                throw Arguments.invalid("rank of the output under FisherTracePenalty", "2", output.rank());
            }
        }
        INDArray[] drawn = new INDArray[probabilities.length];
        for (int i = 0; i < drawn.length; i++) {
            int number = i;
            drawn[i] = Detached.of(() ->
                    drawn(probabilities[number], layouts.get(number).kind()).castTo(probabilities[number].dataType()));
        }
        return drawn;
    }

    private INDArray drawn(INDArray probabilities, OutputKind kind) {
        INDArray wide = probabilities.castTo(DataType.DOUBLE);
        return kind == OutputKind.CLASSES ? oneHot(wide) : events(wide);
    }

    /** Inverts the distribution function at one uniform draw per example. */
    private INDArray oneHot(INDArray probabilities) {
        long classes = probabilities.size(1);
        INDArray draws = Nd4j.createUninitialized(DataType.DOUBLE, probabilities.size(0), 1);
        noise.uniform(draws, 0, 1);
        INDArray passed = probabilities
                .cumsum(1)
                .lt(draws.broadcast(probabilities.shape()))
                .castTo(DataType.DOUBLE)
                .sum(true, 1);
        INDArray chosen = Nd4j.math.min(passed, Nd4j.onesLike(passed).muli(classes - 1));
        return Nd4j.arange(classes)
                .castTo(DataType.DOUBLE)
                .reshape(1, classes)
                .broadcast(probabilities.shape())
                .eq(chosen.broadcast(probabilities.shape()));
    }

    private INDArray events(INDArray probabilities) {
        INDArray draws = probabilities.ulike();
        noise.uniform(draws, 0, 1);
        return draws.lt(probabilities);
    }
}
