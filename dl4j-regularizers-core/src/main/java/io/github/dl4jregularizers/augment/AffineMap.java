package io.github.dl4jregularizers.augment;

/**
 * The inverse of an affine map of the plane: from a pixel of the result to its source in the image. Coordinates are in
 * pixels from the center of the image, x to the right and y down.
 *
 * <p>The map is s R(a) Y(sy) X(sx) around a fixed point, then a translation, as in torchvision. R rotates by a, s
 * scales, Y shears along y by the angle sy, X along x by sx. Positive angles rotate clockwise.
 */
final class AffineMap {

    final double xx;
    final double xy;
    final double x;
    final double yx;
    final double yy;
    final double y;

    private AffineMap(double xx, double xy, double x, double yx, double yy, double y) {
        this.xx = xx;
        this.xy = xy;
        this.x = x;
        this.yx = yx;
        this.yy = yy;
        this.y = y;
    }

    /**
     * Returns the inverse of rotation, scale and shear around the center. The shear is applied first.
     *
     * @param angle in degrees, clockwise
     * @param scale above 0
     * @param shearX in degrees, along x
     * @param shearY in degrees, along y
     * @return without translation
     */
    static AffineMap inverse(double angle, double scale, double shearX, double shearY) {
        double rotation = Math.toRadians(angle);
        double sx = Math.tan(Math.toRadians(shearX));
        double sy = Math.toRadians(shearY);
        double a = Math.cos(rotation - sy) / Math.cos(sy);
        double b = -a * sx - Math.sin(rotation);
        double c = Math.sin(rotation - sy) / Math.cos(sy);
        double d = -c * sx + Math.cos(rotation);
        return new AffineMap(d / scale, -b / scale, 0, -c / scale, a / scale, 0);
    }

    /** Returns the inverse for a map that moves its result by (right, down) afterwards. */
    AffineMap translated(double right, double down) {
        return new AffineMap(xx, xy, x - xx * right - xy * down, yx, yy, y - yx * right - yy * down);
    }

    /** Returns the inverse for a map around another fixed point than the center. */
    AffineMap around(double centerX, double centerY) {
        AffineMap moved = translated(centerX, centerY);
        return new AffineMap(xx, xy, moved.x + centerX, yx, yy, moved.y + centerY);
    }
}
