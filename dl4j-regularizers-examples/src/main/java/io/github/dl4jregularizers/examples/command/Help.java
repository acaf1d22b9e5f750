package io.github.dl4jregularizers.examples.command;

import io.github.dl4jregularizers.examples.network.Networks;
import io.github.dl4jregularizers.examples.recipe.Recipes;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** The end of each command's help: recipes, networks, examples. */
final class Help {

    private static final int WIDTH = 100;

    private Help() {}

    static void addTo(CommandLine program) {
        footer(program, List.of("Each command explains itself: train --help"));
        CommandLine compare = program.getSubcommands().get("compare");
        footer(
                compare,
                withLists(
                        compare,
                        "compare",
                        "compare --recipes baseline,dropout,label-smoothing --seeds 1,2,3,4,5",
                        "compare --data cifar10 --download --train-limit 5000 --model resnet8 --batch 64 --recipes"
                                + " baseline,label-smoothing-adamw",
                        "compare --preset stochastic-depth-paper --help",
                        "compare --preset stochastic-depth-quick --download --epochs 30",
                        "compare --out results/night --resume"));
        CommandLine train = program.getSubcommands().get("train");
        footer(
                train,
                withLists(
                        train,
                        "train --recipe label-smoothing --epochs 30",
                        "train --data cifar10 --data-dir data --model resnet20 --batch 64 --validation 0.1"
                                + " --patience 10",
                        "train --out results/mine --resume",
                        "train @results/mine/train.args"));
        footer(
                program.getSubcommands().get("evaluate"),
                examples(
                        "evaluate results/mine",
                        "evaluate results/mine/best.zip --data-dir data",
                        "evaluate --samples 50 results/mine",
                        "evaluate --samples 50 --ood noise results/comparison"));
        footer(
                program.getSubcommands().get("audit"),
                examples("audit model.zip", "audit conf.json --repair repaired.json", "audit model.zip --json"));
    }

    private static void footer(CommandLine command, List<String> lines) {
        command.getCommandSpec()
                .usageMessage()
                .footer(lines.stream().map(line -> line.replace("%", "%%")).toArray(String[]::new));
    }

    private static List<String> withLists(CommandLine command, String... examples) {
        List<String> lines = new ArrayList<>(List.of("", "Recipes:"));
        Recipes.all().forEach(recipe -> entry(lines, recipe.name(), recipe.description()));
        lines.addAll(List.of("", "Presets:"));
        for (Preset preset : Preset.ALL) {
            entry(lines, preset.name(), preset.description());
            lines.addAll(wrapped(preset.valuesFor(command)));
        }
        lines.addAll(List.of("", "Networks:", "  " + String.join(", ", Networks.names())));
        lines.add("  cnn is small and VGG-like; attention has self-attention between 16 positions;");
        lines.add("  resnetN are He et al.'s residual networks for CIFAR, N layers deep.");
        lines.addAll(examples(examples));
        return lines;
    }

    private static void entry(List<String> lines, String name, String description) {
        lines.add(String.format("  %-26s%s", name, description));
    }

    private static List<String> wrapped(List<String> words) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder("   ");
        for (String word : words) {
            if (line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line.setLength("   ".length());
            }
            line.append(' ').append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private static List<String> examples(String... examples) {
        List<String> lines = new ArrayList<>(List.of("", "Examples:"));
        for (String example : examples) {
            lines.add("  " + example);
        }
        return lines;
    }
}
