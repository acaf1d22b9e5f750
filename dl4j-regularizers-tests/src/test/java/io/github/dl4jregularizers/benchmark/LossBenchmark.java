package io.github.dl4jregularizers.benchmark;

import io.github.dl4jregularizers.loss.ConfidencePenaltyLoss;
import io.github.dl4jregularizers.loss.FocalLoss;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Score and gradient of a minibatch: the losses against DL4J's own cross entropy. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LossBenchmark {

    /** Which loss. */
    @Param({"LossMCXENT", "LabelSmoothingLoss", "ConfidencePenaltyLoss", "FocalLoss"})
    public String loss;

    /** Number of classes, of a minibatch of 128. */
    @Param({"10", "1000"})
    public int classes;

    private final IActivation softmax = new ActivationSoftmax();
    private ILossFunction function;
    private INDArray logits;
    private INDArray labels;

    /** Random logits, one-hot labels. */
    @Setup(Level.Trial)
    public void prepare() {
        function = Map.<String, ILossFunction>of(
                        "LossMCXENT", new LossMCXENT(),
                        "LabelSmoothingLoss", new LabelSmoothingLoss(0.1),
                        "ConfidencePenaltyLoss", new ConfidencePenaltyLoss(0.1),
                        "FocalLoss", new FocalLoss(2))
                .get(loss);
        logits = Nd4j.randn(DataType.FLOAT, 128, classes);
        labels = Nd4j.zeros(DataType.FLOAT, 128, classes);
        for (int row = 0; row < 128; row++) {
            labels.putScalar(row, row % classes, 1);
        }
    }

    /** As the layers of DL4J call it. */
    @Benchmark
    public Pair<Double, INDArray> scoreThenGradient() {
        INDArray gradient = function.computeGradient(labels, logits, softmax, null);
        return Pair.of(function.computeScore(labels, logits, softmax, null, false), gradient);
    }

    /** Both from one call. */
    @Benchmark
    public Pair<Double, INDArray> scoreAndGradient() {
        return function.computeGradientAndScore(labels, logits, softmax, null, false);
    }
}
