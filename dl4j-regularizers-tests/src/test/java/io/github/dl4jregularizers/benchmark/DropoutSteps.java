package io.github.dl4jregularizers.benchmark;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Measures each {@link DropoutCase} with JMH, ours and DL4J's, and prints the fastest iteration of each. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DropoutSteps {

    /** What is measured. */
    @Param
    public DropoutCase dropout;

    /** Shape of the activations. */
    @Param({"64x16x32x32", "64x64x8x8"})
    public String shape;

    /** DL4J's own or the library's. */
    @Param({"true", "false"})
    public boolean fromDl4j;

    private DropoutStep step;

    /**
     * Runs the measurement in this process.
     *
     * @param arguments milliseconds of an iteration, then shapes
     */
    public static void main(String[] arguments) throws RunnerException {
        String[] shapes = Arrays.copyOfRange(arguments, 1, arguments.length);
        TimeValue time = TimeValue.milliseconds(Long.parseLong(arguments[0]));
        OptionsBuilder options = new OptionsBuilder();
        options.include(DropoutSteps.class.getName()).forks(0).param("shape", shapes);
        options.warmupIterations(10).warmupTime(time).measurementIterations(20).measurementTime(time);
        for (RunResult result : new Runner(options.build()).run()) {
            BenchmarkParams parameters = result.getParams();
            System.out.printf(
                    Locale.ROOT,
                    "TIME %s %s %s %.2f%n",
                    parameters.getParam("dropout"),
                    parameters.getParam("shape"),
                    Boolean.parseBoolean(parameters.getParam("fromDl4j")) ? "dl4j" : "ours",
                    result.getPrimaryResult().getStatistics().getMin());
        }
    }

    /** Makes the arrays. */
    @Setup(Level.Trial)
    public void prepare() {
        step = new DropoutStep(dropout.create(fromDl4j), shape);
    }

    /** Forward and backward. */
    @Benchmark
    public void forwardAndBackward() {
        step.run();
    }
}
