package io.github.dl4jregularizers.examples.figures.plot;

/** The area between two lines, or between bars' edges and 0. */
final class Band extends Mark {

    private final double[] x;
    private final double[] low;
    private final double[] high;
    private final double opacity;

    Band(String name, String color, double[] x, double[] low, double[] high, double opacity) {
        super(name, color);
        this.x = x.clone();
        this.low = low.clone();
        this.high = high.clone();
        this.opacity = opacity;
    }

    /** Bars between neighboring edges. */
    static Band bars(String name, String color, double[] edges, double[] heights, double base) {
        int n = heights.length;
        double[] x = new double[2 * n];
        double[] low = new double[2 * n];
        double[] high = new double[2 * n];
        for (int i = 0; i < n; i++) {
            x[2 * i] = edges[i];
            x[2 * i + 1] = edges[i + 1];
            low[2 * i] = base;
            low[2 * i + 1] = base;
            high[2 * i] = heights[i];
            high[2 * i + 1] = heights[i];
        }
        return new Band(name, color, x, low, high, 0.45);
    }

    @Override
    void extend(Axis horizontal, Axis vertical) {
        horizontal.include(x);
        vertical.include(low);
        vertical.include(high);
    }

    @Override
    void draw(Canvas canvas, Frame frame) {
        int n = x.length;
        double[] outlineX = new double[2 * n];
        double[] outlineY = new double[2 * n];
        for (int i = 0; i < n; i++) {
            outlineX[i] = frame.x(x[i]);
            outlineY[i] = frame.y(high[i]);
            outlineX[2 * n - 1 - i] = frame.x(x[i]);
            outlineY[2 * n - 1 - i] = frame.y(low[i]);
        }
        canvas.area(outlineX, outlineY, color, opacity);
    }

    @Override
    void key(Canvas canvas, double left, double center) {
        double[] across = {left, left + 18, left + 18, left};
        canvas.area(across, new double[] {center - 5, center - 5, center + 5, center + 5}, color, opacity);
    }
}
