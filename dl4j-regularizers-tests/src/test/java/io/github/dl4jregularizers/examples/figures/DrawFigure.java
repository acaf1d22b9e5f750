package io.github.dl4jregularizers.examples.figures;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.examples.figures.plot.Chart;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.nd4j.linalg.factory.Nd4j;

/** A figure that stores draws of ND4J's generator, and counts or fails its measurements. */
final class DrawFigure implements TextbookFigure {

    private static final int MILLISECONDS = 30;

    private final String name;
    private final boolean isTimed;
    private final AtomicInteger running = new AtomicInteger();

    /** A figure that may not be measured while this one is; null for none. */
    DrawFigure beside;

    volatile int measured;
    /** Seed whose measurement fails; 0 for none. */
    int failing;

    DrawFigure() {
        this("draws", false);
    }

    DrawFigure(String name, boolean isTimed) {
        this.name = name;
        this.isTimed = isTimed;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isTimed() {
        return isTimed;
    }

    @Override
    public String section() {
        return "9.99";
    }

    @Override
    public String title() {
        return "Draws & <means>";
    }

    @Override
    public String claim() {
        return "Means of draws are near 0.";
    }

    @Override
    public int seeds(boolean quick) {
        return quick ? 3 : 4;
    }

    @Override
    public double seconds(boolean quick) {
        return 0.01;
    }

    @Override
    public Measurements measure(FigureContext context) {
        if (context.seed() == failing) {
            throw new IllegalStateException("killed");
        }
        assertThat(running.incrementAndGet()).isLessThan(isTimed ? 2 : Integer.MAX_VALUE);
        count();
        context.progress(1, 2);
        double[] draws = Nd4j.randn(5).toDoubleVector();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(MILLISECONDS));
        if (beside != null) {
            assertThat(beside.running.get()).isZero();
        }
        running.decrementAndGet();
        return new Measurements().put("draws", draws).put("odd", Double.NaN, Double.POSITIVE_INFINITY);
    }

    private synchronized void count() {
        measured++;
    }

    @Override
    public Presentation present(SeedResults results) {
        double[] x = {1, 2, 3, 4, 5};
        return new Presentation(Verdict.overall("the mean is below 9", results.mean("draws")[0] < 9, "it is"))
                .chart(new Chart("Draws", "number", "value").line("mean", 0, x, results.mean("draws")))
                .table(new NumberTable("draw").column("value", "units", 3).row("first", results.numbers("draws")))
                .remark("A remark.");
    }
}
