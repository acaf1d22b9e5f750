package io.github.dl4jregularizers.examples.figures.plot;

import io.github.dl4jregularizers.examples.figures.plot.Canvas.Anchor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Places title, legend, axes and series. */
final class ChartLayout {

    static final int WIDTH = 460;

    private static final int PLOT_HEIGHT = 236;
    private static final int EDGE = 14;
    private static final int ROW = 19;
    private static final double SMALL = 12.5;
    private static final double TITLE = 14.5;
    /** Mean width of a character in units of its size. */
    private static final double CHARACTER = 0.56;

    private static final int KEY = 24;
    private static final int GAP = 16;
    private static final int SCALE = 62;

    private final String title;
    private final Axis x;
    private final Axis y;
    private final List<Mark> marks;
    private final List<List<Mark>> legend = new ArrayList<>();
    private final Frame frame;

    ChartLayout(String title, Axis x, Axis y, List<Mark> marks) {
        this.title = title;
        this.x = x;
        this.y = y;
        this.marks = marks;
        marks.forEach(mark -> mark.extend(x, y));
        arrangeLegend();
        double labels = 0;
        for (double tick : y.ticks()) {
            labels = Math.max(labels, width(y.text(tick)));
        }
        double top = 34 + legend.size() * ROW + 8;
        double right = WIDTH - EDGE - (surface() == null ? 0 : SCALE);
        frame = new Frame(x, y, EDGE + 20 + labels + 6, top, right, top + PLOT_HEIGHT);
    }

    int height() {
        return (int) Math.ceil(frame.bottom + 52);
    }

    private Surface surface() {
        return (Surface)
                marks.stream().filter(Surface.class::isInstance).findFirst().orElse(null);
    }

    private static double width(String text) {
        return text.length() * SMALL * CHARACTER;
    }

    private void arrangeLegend() {
        double used = Double.POSITIVE_INFINITY;
        for (Mark mark : marks) {
            if (mark.name.isEmpty()) {
                continue;
            }
            double width = KEY + width(mark.name) + GAP;
            if (used + width > WIDTH - EDGE) {
                legend.add(new ArrayList<>());
                used = EDGE;
            }
            legend.get(legend.size() - 1).add(mark);
            used += width;
        }
    }

    void draw(Canvas canvas) {
        canvas.text(EDGE, 24, title, "ink", TITLE, true, Anchor.START, 0);
        drawLegend(canvas);
        drawGrid(canvas);
        canvas.clip(frame.left, frame.top, frame.right - frame.left, frame.bottom - frame.top);
        marks.forEach(mark -> mark.draw(canvas, frame));
        canvas.unclip();
        if (surface() != null) {
            drawScale(canvas, surface());
        }
    }

    private void drawLegend(Canvas canvas) {
        for (int row = 0; row < legend.size(); row++) {
            double left = EDGE;
            double center = 43 + row * ROW;
            for (Mark mark : legend.get(row)) {
                mark.key(canvas, left, center);
                canvas.text(left + KEY, center + 4, mark.name, "ink", SMALL, false, Anchor.START, 0);
                left += KEY + width(mark.name) + GAP;
            }
        }
    }

    private void drawGrid(Canvas canvas) {
        for (double tick : y.ticks()) {
            double height = frame.y(tick);
            canvas.line(new double[] {frame.left, frame.right}, new double[] {height, height}, "grid", 1, false);
            canvas.text(frame.left - 6, height + 4, y.text(tick), "ink", SMALL, false, Anchor.END, 0);
        }
        for (double tick : x.ticks()) {
            double across = frame.x(tick);
            canvas.line(new double[] {across, across}, new double[] {frame.bottom, frame.bottom + 4}, "soft", 1, false);
            canvas.text(across, frame.bottom + 18, x.text(tick), "ink", SMALL, false, Anchor.MIDDLE, 0);
        }
        canvas.line(
                new double[] {frame.left, frame.right}, new double[] {frame.bottom, frame.bottom}, "soft", 1, false);
        double middle = (frame.left + frame.right) / 2;
        canvas.text(middle, frame.bottom + 39, x.label(), "soft", SMALL, false, Anchor.MIDDLE, 0);
        double center = (frame.top + frame.bottom) / 2;
        canvas.text(EDGE + 10, center, y.label(), "soft", SMALL, false, Anchor.MIDDLE, 90);
    }

    private void drawScale(Canvas canvas, Surface surface) {
        double left = frame.right + 10;
        Surface.scale(canvas, left, frame.top, 12, frame.bottom - frame.top);
        canvas.text(left + 16, frame.top + 10, number(surface.high()), "ink", SMALL, false, Anchor.START, 0);
        canvas.text(left + 16, frame.bottom, number(surface.low()), "ink", SMALL, false, Anchor.START, 0);
    }

    private static String number(double value) {
        return value == 0
                ? "0"
                : String.format(Locale.ROOT, "%.2g", value).replace("e-0", "e-").replace("e+0", "e");
    }
}
