package io.github.dl4jregularizers.benchmark;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The saving of stochastic depth: the time of a training step with the linear schedule to 0.5, divided by that with
 * every block computed. The expected ratio assumes that a skipped block has no cost.
 *
 * <p>The cost of a block is measured without skipping: the step of a network without all blocks of a stage but the
 * first is shorter, and the difference is divided by their number. The expected time is that of the full network minus
 * the skipped blocks. All networks alternate, step by step, in one process. One ratio per round; the error is the
 * standard error of their mean.
 */
@Command(
        name = "stochastic-depth",
        mixinStandardHelpOptions = true,
        description = "Measures a training step with stochastic depth beside one with every block computed.")
public final class StochasticDepthBenchmark implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private final TrainedNetwork network = new TrainedNetwork(9, 64);

    @Option(names = "--rounds", description = "Number of measured ratios (default: ${DEFAULT-VALUE}).")
    private int rounds = 10;

    @Option(names = "--steps", description = "Steps of each network in a round (default: ${DEFAULT-VALUE}).")
    private int steps = 5;

    /**
     * Runs the comparison.
     *
     * @param arguments see --help
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new StochasticDepthBenchmark()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        network.check(2);
        if (rounds < 2 || steps < 1) {
            throw new CommandLine.ParameterException(
                    command.commandLine(),
                    "--rounds must be at least 2 and --steps at least 1, but were " + rounds + " and " + steps);
        }
        System.out.printf("%s: %d rounds of %d steps of each network%n", network, rounds, steps);
        List<String> process = MeasuredProcess.java(
                StochasticDepthProcess.class,
                network.blocks(),
                network.batch(),
                String.valueOf(rounds),
                String.valueOf(steps));
        System.out.print(table(DepthRound.parse(MeasuredProcess.run(process, network.threads()))));
        return 0;
    }

    /** Means over the rounds, with their standard errors. */
    static String table(List<DepthRound> rounds) {
        StringBuilder table = new StringBuilder(String.format("%n%-40s%20s%n", "", "ms a training step"));
        row(table, rounds, "every block computed", 1, round -> round.constant);
        for (int stage = 0; stage < 3; stage++) {
            int index = stage;
            row(table, rounds, "stage " + (stage + 1) + " with one block", 1, round -> round.shortened[index]);
        }
        row(table, rounds, "linear schedule to 0.5", 1, round -> round.stochastic);
        row(table, rounds, "expected of the blocks it computed", 1, DepthRound::expected);
        table.append(String.format("%n"));
        row(table, rounds, "share of blocks computed", 3, DepthRound::shareComputed);
        row(table, rounds, "step time over constant depth", 3, round -> round.stochastic / round.constant);
        row(table, rounds, "expected", 3, round -> round.expected() / round.constant);
        row(table, rounds, "measured over expected", 3, round -> round.stochastic / round.expected());
        return table.toString();
    }

    private static void row(
            StringBuilder table,
            List<DepthRound> rounds,
            String name,
            int decimals,
            ToDoubleFunction<DepthRound> value) {
        double[] values = rounds.stream().mapToDouble(value).toArray();
        double mean = Arrays.stream(values).average().orElseThrow();
        double squares = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum();
        double error = Math.sqrt(squares / (values.length - 1) / values.length);
        table.append(String.format(Locale.ROOT, "%-40s%13.@f ± %.@f%n".replace("@", "" + decimals), name, mean, error));
    }
}
