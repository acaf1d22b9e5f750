package io.github.dl4jregularizers.examples.data;

/** Something to paint, of about the size of the circle of radius 1. */
interface Figure {

    /**
     * How far a point is from the outline.
     *
     * @param x to the right of the centre
     * @param y below the centre
     * @return negative inside
     */
    double distance(double x, double y);
}
