package io.github.dl4jregularizers.examples.figures.plot;

/** A series of a chart. */
abstract class Mark {

    /** Name in the legend; empty for none. */
    final String name;

    final String color;

    Mark(String name, String color) {
        this.name = name;
        this.color = color;
    }

    /** Extends the ranges of the axes. */
    abstract void extend(Axis x, Axis y);

    abstract void draw(Canvas canvas, Frame frame);

    /** Draws the symbol of the legend, 18 pixels wide, around a center line. */
    abstract void key(Canvas canvas, double x, double y);
}
