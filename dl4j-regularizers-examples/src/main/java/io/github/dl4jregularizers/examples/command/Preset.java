package io.github.dl4jregularizers.examples.command;

import io.github.dl4jregularizers.examples.Require;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * Named sets of option values. A preset applies to the options that a command has. To add one, add an entry to the
 * list below.
 */
final class Preset implements IDefaultValueProvider {

    private static final Preset NONE = new Preset("none", "");

    static final List<Preset> ALL = List.of(
            new Preset(
                    "quick",
                    "a look at the whole program on few images, in less than a minute",
                    "--train-limit=200",
                    "--test-limit=200",
                    "--epochs=5",
                    "--seeds=1,2"),
            new Preset(
                    "stochastic-depth-quick",
                    "the paper's training, shorter and on a part of CIFAR-10: minutes on two cores",
                    "--recipes=baseline,stochastic-depth",
                    "--recipe=stochastic-depth",
                    "--seeds=1",
                    "--data=cifar10",
                    "--train-limit=5000",
                    "--test-limit=2000",
                    "--model=resnet20",
                    "--epochs=15",
                    "--batch=128",
                    "--optimizer=sgd",
                    "--learning-rate=0.1",
                    "--schedule=steps",
                    "--weight-decay=1e-4",
                    "--augment=true"),
            new Preset(
                    "stochastic-depth-paper",
                    "Huang et al. 2016, section 4, on CIFAR-10: days on two cores",
                    "--recipes=baseline,stochastic-depth",
                    "--recipe=stochastic-depth",
                    "--seeds=1",
                    "--data=cifar10",
                    "--validation=0.1",
                    "--patience=500",
                    "--model=resnet110",
                    "--epochs=500",
                    "--batch=128",
                    "--optimizer=sgd",
                    "--learning-rate=0.1",
                    "--schedule=steps",
                    "--weight-decay=1e-4",
                    "--augment=true"));

    private final String name;
    private final String description;
    private final List<String> values;

    private Preset(String name, String description, String... values) {
        this.name = name;
        this.description = description;
        this.values = List.of(values);
    }

    /** Returns the preset that a command line names. Other errors in the command line are reported later. */
    static Preset in(String... arguments) {
        Choice choice = new Choice();
        try {
            new CommandLine(choice).setUnmatchedArgumentsAllowed(true).parseArgs(arguments);
        } catch (ParameterException e) {
            return NONE;
        }
        return choice.preset == null ? NONE : byName(choice.preset);
    }

    private static Preset byName(String name) {
        return ALL.stream()
                .filter(preset -> preset.name.equals(name))
                .findFirst()
                .orElseThrow(() -> Require.invalid("--preset", "one of " + names(), name));
    }

    private static String names() {
        return ALL.stream().map(Preset::name).collect(Collectors.joining(", "));
    }

    String name() {
        return name;
    }

    String description() {
        return description;
    }

    /** Returns the preset's values for the options of a command, as command-line arguments. */
    List<String> valuesFor(CommandLine command) {
        return values.stream()
                .filter(value -> command.getCommandSpec().findOption(value.substring(0, value.indexOf('='))) != null)
                .collect(Collectors.toList());
    }

    @Override
    public String defaultValue(ArgSpec argument) {
        if (!argument.isOption()) {
            return null;
        }
        String beginning = ((OptionSpec) argument).longestName() + "=";
        return values.stream()
                .filter(value -> value.startsWith(beginning))
                .map(value -> value.substring(beginning.length()))
                .findFirst()
                .orElse(null);
    }

    /** The only parsed option. */
    private static final class Choice {
        @Option(names = "--preset")
        private String preset;
    }
}
