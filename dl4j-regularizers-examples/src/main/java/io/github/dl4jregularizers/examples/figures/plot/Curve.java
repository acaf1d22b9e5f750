package io.github.dl4jregularizers.examples.figures.plot;

/** A line through points. */
final class Curve extends Mark {

    private static final double WIDTH = 2.2;
    private static final double THIN = 1.4;

    private final double[] x;
    private final double[] y;
    private final boolean dashed;

    Curve(String name, String color, double[] x, double[] y, boolean dashed) {
        super(name, color);
        this.x = x.clone();
        this.y = y.clone();
        this.dashed = dashed;
    }

    @Override
    void extend(Axis horizontal, Axis vertical) {
        horizontal.include(x);
        vertical.include(y);
    }

    @Override
    void draw(Canvas canvas, Frame frame) {
        canvas.line(frame.x(x), frame.y(y), color, dashed ? THIN : WIDTH, dashed);
    }

    @Override
    void key(Canvas canvas, double left, double center) {
        canvas.line(
                new double[] {left, left + 18}, new double[] {center, center}, color, dashed ? THIN : WIDTH, dashed);
    }
}
