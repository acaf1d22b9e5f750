package io.github.dl4jregularizers.examples.figures.plot;

/** Points without a line. */
final class Dots extends Mark {

    private final double[] x;
    private final double[] y;
    private final double radius;
    private final boolean hollow;

    Dots(String name, String color, double[] x, double[] y, double radius, boolean hollow) {
        super(name, color);
        this.x = x.clone();
        this.y = y.clone();
        this.radius = radius;
        this.hollow = hollow;
    }

    @Override
    void extend(Axis horizontal, Axis vertical) {
        horizontal.include(x);
        vertical.include(y);
    }

    @Override
    void draw(Canvas canvas, Frame frame) {
        for (int i = 0; i < x.length; i++) {
            double across = frame.x(x[i]);
            double down = frame.y(y[i]);
            if (!Double.isNaN(across) && !Double.isNaN(down)) {
                canvas.dot(across, down, radius, color, hollow);
            }
        }
    }

    @Override
    void key(Canvas canvas, double left, double center) {
        canvas.dot(left + 9, center, Math.min(radius, 4.5), color, hollow);
    }
}
