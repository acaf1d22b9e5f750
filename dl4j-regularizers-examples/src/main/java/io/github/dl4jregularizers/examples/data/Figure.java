package io.github.dl4jregularizers.examples.data;

/** A shape to paint, about the size of the unit circle. */
interface Figure {

    /**
     * Signed distance of a point from the outline.
     *
     * @param x to the right of the center
     * @param y below the center
     * @return negative inside
     */
    double distance(double x, double y);
}
