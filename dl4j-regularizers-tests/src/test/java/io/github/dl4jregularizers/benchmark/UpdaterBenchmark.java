package io.github.dl4jregularizers.benchmark;

import io.github.dl4jregularizers.optimizer.BiasCorrectedAdam;
import io.github.dl4jregularizers.optimizer.DecoupledWeightDecay;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
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

/** The update of a million parameters: AdamW's two parts against DL4J's Adam and weight decay. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class UpdaterBenchmark {

    private static final double RATE = 1e-3;
    private static final double DECAY = 1e-2;

    /** Whose updater and decay. */
    @Param({"DL4J", "AdamW"})
    public String whose;

    private GradientUpdater<?> updater;
    private Regularization decay;
    private INDArray parameters;
    private INDArray gradient;

    /** Random parameters and gradients. */
    @Setup(Level.Trial)
    public void prepare() {
        boolean stock = whose.equals("DL4J");
        IUpdater config = stock ? new Adam(RATE) : new BiasCorrectedAdam(RATE, 0.9, 0.999, 1e-8);
        decay = stock ? new WeightDecay(DECAY, true) : new DecoupledWeightDecay(DECAY);
        parameters = Nd4j.randn(DataType.FLOAT, 1_000_000);
        gradient = Nd4j.randn(DataType.FLOAT, 1_000_000);
        INDArray state = Nd4j.create(DataType.FLOAT, 1, config.stateSize(parameters.length()));
        updater = config.instantiate(state, true);
    }

    /** The updater alone. */
    @Benchmark
    public INDArray update() {
        updater.applyUpdater(gradient, 1, 0);
        return gradient;
    }

    /** The updater, then the decay. */
    @Benchmark
    public INDArray updateWithDecay() {
        updater.applyUpdater(gradient, 1, 0);
        decay.apply(parameters, gradient, RATE, 1, 0);
        return gradient;
    }
}
