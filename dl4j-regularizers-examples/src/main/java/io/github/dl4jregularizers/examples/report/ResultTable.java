package io.github.dl4jregularizers.examples.report;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.recipe.Recipe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One row per recipe: mean and sample standard deviation over its seeds, and the paired difference to the first
 * recipe. Immutable.
 */
public final class ResultTable {

    static final String NONE = "-";

    private final Map<Recipe, List<Run>> runs = new LinkedHashMap<>();

    /**
     * Creates a table of finished runs.
     *
     * @param runs at least one; recipes keep the order in which they first occur
     * @throws IllegalArgumentException if there is no run
     */
    public ResultTable(List<Run> runs) {
        Require.atLeast("number of runs", runs.size(), 1);
        runs.forEach(run -> this.runs
                .computeIfAbsent(run.recipe(), recipe -> new ArrayList<>())
                .add(run));
    }

    /**
     * Returns the names of the recipes.
     *
     * @return in the order of the table, separated by commas
     */
    public String names() {
        return recipes().stream().map(Recipe::name).collect(Collectors.joining(", "));
    }

    /**
     * Returns the recipes.
     *
     * @return in the order of the table
     */
    public List<Recipe> recipes() {
        return List.copyOf(runs.keySet());
    }

    List<Run> runs(Recipe recipe) {
        return Collections.unmodifiableList(runs.get(recipe));
    }

    boolean hasDeviations() {
        return runs.values().stream().anyMatch(ofRecipe -> ofRecipe.size() > 1);
    }

    /** Tests whether every run has test accuracies of single classes. */
    boolean hasClasses() {
        return runs.values().stream().flatMap(List::stream).noneMatch(run -> run.classAccuracy()
                .isEmpty());
    }

    /** Returns the columns for which at least one run has a value. */
    List<Column> columns() {
        return Stream.of(Column.values())
                .filter(column -> runs.values().stream().flatMap(List::stream).anyMatch(column::appliesTo))
                .collect(Collectors.toList());
    }

    /** Returns the mean and deviation as text; a dash if the column does not apply. */
    String cell(Recipe recipe, Column column) {
        return runs.get(recipe).stream().allMatch(column::appliesTo)
                ? statistic(recipe, column).format(column.decimals(), false)
                : NONE;
    }

    Statistic statistic(Recipe recipe, Column column) {
        return Statistic.of(runs.get(recipe).stream().mapToDouble(column::of).toArray());
    }

    /** Tests whether no recipe has a better mean, as printed. False in a table of one recipe. */
    boolean isBest(Recipe recipe, Column column) {
        if (column.better() == 0 || runs.size() == 1) {
            return false;
        }
        double own = rounded(recipe, column);
        return runs.keySet().stream().allMatch(other -> column.better() * (own - rounded(other, column)) >= 0);
    }

    private double rounded(Recipe recipe, Column column) {
        double scale = Math.pow(10, column.decimals());
        return Math.rint(statistic(recipe, column).mean() * scale) / scale;
    }

    /**
     * Paired difference to the first recipe, over the seeds of both.
     *
     * @return mean and standard deviation of the differences
     */
    Statistic difference(Recipe recipe, Column column) {
        Map<Long, Double> first = runs.get(recipes().get(0)).stream().collect(Collectors.toMap(Run::seed, column::of));
        return Statistic.of(runs.get(recipe).stream()
                .filter(run -> first.containsKey(run.seed()))
                .mapToDouble(run -> column.of(run) - first.get(run.seed()))
                .toArray());
    }

    /**
     * Returns the p-value of the difference to the first recipe, a paired t-test over the seeds of both.
     *
     * @return 1 for the first recipe, for columns without a better direction, and for fewer than two common seeds
     */
    double pValue(Recipe recipe, Column column) {
        Recipe first = recipes().get(0);
        return column.better() == 0 || recipe == first || !hasCommonSeed(recipe)
                ? 1
                : PairedTest.pValue(difference(recipe, column));
    }

    /** Tests whether a run of the recipe and one of the first recipe have the same seed. */
    private boolean hasCommonSeed(Recipe recipe) {
        List<Long> first = runs.get(recipes().get(0)).stream().map(Run::seed).collect(Collectors.toList());
        return runs.get(recipe).stream().map(Run::seed).anyMatch(first::contains);
    }

    /**
     * Returns the differences to the first recipe, one sentence per recipe.
     *
     * @return plain text; empty for a table of one recipe
     */
    public List<String> differences() {
        List<String> sentences = new ArrayList<>();
        for (Recipe recipe : recipes().subList(1, runs.size())) {
            if (!hasCommonSeed(recipe)) {
                sentences.add(recipe.name() + " and " + recipes().get(0).name() + " have no seed in common");
                continue;
            }
            sentences.add(recipe.name() + " against " + recipes().get(0).name() + ": "
                    + List.of(Column.TEST_ACCURACY, Column.GAP, Column.ECE).stream()
                            .map(column -> column.title() + " "
                                    + difference(recipe, column).format(column.decimals(), true)
                                    + PairedTest.mark(pValue(recipe, column)))
                            .collect(Collectors.joining(", "))
                    + " points");
        }
        return sentences;
    }

    /**
     * Returns the table for a terminal.
     *
     * @return lines, the header first
     */
    public List<String> text() {
        List<List<String>> cells = new ArrayList<>();
        List<String> titles = new ArrayList<>(List.of("recipe"));
        List<String> units = new ArrayList<>(List.of(""));
        for (Column column : columns()) {
            titles.add(column.title());
            units.add(column.unit());
        }
        titles.add("seeds");
        units.add("");
        cells.add(titles);
        cells.add(units);
        runs.forEach((recipe, ofRecipe) -> {
            List<String> row = new ArrayList<>(List.of(recipe.name()));
            for (Column column : columns()) {
                row.add(cell(recipe, column));
            }
            row.add(Integer.toString(ofRecipe.size()));
            cells.add(row);
        });
        return TextTable.lines(cells, 2);
    }
}
