package io.github.dl4jregularizers.examples.figures.book;

import io.github.dl4jregularizers.examples.figures.FigureContext;
import io.github.dl4jregularizers.examples.figures.Measurements;
import io.github.dl4jregularizers.examples.figures.NumberTable;
import io.github.dl4jregularizers.examples.figures.Presentation;
import io.github.dl4jregularizers.examples.figures.SeedResults;
import io.github.dl4jregularizers.examples.figures.TextbookFigure;
import io.github.dl4jregularizers.examples.figures.Verdict;
import io.github.dl4jregularizers.examples.figures.plot.Chart;
import io.github.dl4jregularizers.penalty.ElasticNet;
import java.util.Arrays;
import java.util.Locale;
import org.nd4j.linalg.dataset.DataSet;

/** The loss of the Gabor model, an L2 penalty, and their sum over the parameters. */
public final class LossSurface implements TextbookFigure {

    private static final double L2 = 3e-3;
    private static final int EXAMPLES = 28;

    @Override
    public String name() {
        return "loss-surface";
    }

    @Override
    public String section() {
        return "9.1";
    }

    @Override
    public String title() {
        return "A penalty changes the loss surface";
    }

    @Override
    public String claim() {
        return "An explicit regularizer adds a term that grows away from the parameters it prefers. The sum has fewer"
                + " local minima than the loss, and its lowest point lies closer to the preferred parameters.";
    }

    @Override
    public int seeds(boolean quick) {
        return quick ? 3 : 5;
    }

    @Override
    public double seconds(boolean quick) {
        return quick ? 1.5 : 4;
    }

    @Override
    public Measurements measure(FigureContext context) {
        int side = context.size(41, 81);
        Grid grid = grid(side);
        DataSet data = GaborModel.data(EXAMPLES, context.seed());
        GaborModel plain = GaborModel.of(1, conf -> conf);
        double[] loss = grid.evaluate((offset, frequency) -> plain.score(data, offset, frequency));
        context.progress(1, 2);
        GaborModel penalized = GaborModel.of(1, conf -> new ElasticNet(0, L2).applyTo(conf));
        double[] sum = grid.evaluate((offset, frequency) -> penalized.score(data, offset, frequency));
        Measurements measured =
                new Measurements().put("side", side).put("loss", loss).put("sum", sum);
        double largestError = 0;
        for (int i = 0; i < sum.length; i++) {
            double formula = L2 / 2 * (grid.x(i) * grid.x(i) + grid.y(i) * grid.y(i));
            largestError = Math.max(largestError, Math.abs(sum[i] - loss[i] - formula));
        }
        measured.put("error", largestError);
        describe(measured, "loss", grid, loss);
        describe(measured, "sum", grid, sum);
        return measured;
    }

    private static Grid grid(int side) {
        return new Grid(GaborModel.OFFSETS, GaborModel.FREQUENCIES, side, side);
    }

    private static void describe(Measurements measured, String name, Grid grid, double[] values) {
        int lowest = Grid.lowest(values);
        measured.put(name + ".minima", grid.minima(values).length);
        measured.put(name + ".distance", Math.hypot(grid.x(lowest), grid.y(lowest)));
    }

    @Override
    public Presentation present(SeedResults results) {
        double[] before = results.numbers("loss.minima");
        double[] after = results.numbers("sum.minima");
        double[] far = results.numbers("loss.distance");
        double[] near = results.numbers("sum.distance");
        boolean[] held = new boolean[results.count()];
        for (int seed = 0; seed < held.length; seed++) {
            held[seed] = after[seed] < before[seed] && near[seed] < far[seed];
        }
        Measurements first = results.first();
        double[] loss = first.get("loss");
        double[] sum = first.get("sum");
        double[] penalty = new double[loss.length];
        Arrays.setAll(penalty, i -> sum[i] - loss[i]);
        Grid grid = grid((int) first.number("side"));
        return new Presentation(Verdict.inEverySeed(
                        "the sum has fewer local minima than the loss, and its lowest point is closer to 0", held))
                .chart(surface("Loss", grid, loss, true))
                .chart(surface("Penalty", grid, penalty, false))
                .chart(surface("Loss + penalty", grid, sum, true))
                .table(new NumberTable("surface")
                        .column("local minima", "on the grid", 1)
                        .column("lowest point", "distance from 0", 2)
                        .row("loss", before, far)
                        .row("loss + penalty", after, near))
                .remark(String.format(
                        Locale.ROOT,
                        "f(x) = sin(z) exp(−z²/32), z = offset + 0.06 frequency x; %d noisy examples per seed, mean"
                                + " squared error. Penalty: ElasticNet(0, %s), l2/2 times the squared parameters. The"
                                + " network's score differs from that formula by at most %.0e.",
                        EXAMPLES,
                        L2,
                        Arrays.stream(results.numbers("error")).max().orElseThrow()));
    }

    private static Chart surface(String title, Grid grid, double[] values, boolean marked) {
        int lowest = Grid.lowest(values);
        int[] minima = grid.minima(values);
        double top = Arrays.stream(values).max().orElseThrow();
        Chart chart = new Chart(title, "offset", "frequency")
                .surface(GaborModel.OFFSETS, GaborModel.FREQUENCIES, grid.rows(values), values[lowest], top);
        if (marked) {
            double[] x = Arrays.stream(minima).mapToDouble(grid::x).toArray();
            double[] y = Arrays.stream(minima).mapToDouble(grid::y).toArray();
            chart.points("local minimum", 1, x, y);
            chart.rings("lowest", 1, new double[] {grid.x(lowest)}, new double[] {grid.y(lowest)});
        }
        return chart;
    }
}
