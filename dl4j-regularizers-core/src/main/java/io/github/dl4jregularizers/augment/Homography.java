package io.github.dl4jregularizers.augment;

/**
 * A perspective map of the plane, from a pixel (x, y) of the result to its source: x' = (a x + b y + c) / (g x + h y +
 * 1), y' = (d x + e y + f) / (g x + h y + 1).
 */
final class Homography {

    private static final int UNKNOWNS = 8;

    /** The coefficients a to h. */
    private final double[] coefficients;

    private Homography(double[] coefficients) {
        this.coefficients = coefficients;
    }

    /**
     * Returns the map of four points, of which no three are on a line.
     *
     * @param from four points, each x and y
     * @param to their images
     */
    static Homography of(double[][] from, double[][] to) {
        double[][] system = new double[UNKNOWNS][];
        for (int i = 0; i < from.length; i++) {
            double x = from[i][0];
            double y = from[i][1];
            system[2 * i] = new double[] {x, y, 1, 0, 0, 0, -to[i][0] * x, -to[i][0] * y, to[i][0]};
            system[2 * i + 1] = new double[] {0, 0, 0, x, y, 1, -to[i][1] * x, -to[i][1] * y, to[i][1]};
        }
        return new Homography(solution(system));
    }

    /** Eliminates by Gauss and Jordan with row pivots. The last column is the right side. */
    private static double[] solution(double[][] system) {
        for (int column = 0; column < UNKNOWNS; column++) {
            int pivot = column;
            for (int row = column + 1; row < UNKNOWNS; row++) {
                if (Math.abs(system[row][column]) > Math.abs(system[pivot][column])) {
                    pivot = row;
                }
            }
            double[] chosen = system[pivot];
            system[pivot] = system[column];
            system[column] = chosen;
            for (int row = 0; row < UNKNOWNS; row++) {
                double factor = row == column ? 0 : system[row][column] / chosen[column];
                for (int k = column; k <= UNKNOWNS && factor != 0; k++) {
                    system[row][k] -= factor * chosen[k];
                }
            }
        }
        double[] solution = new double[UNKNOWNS];
        for (int i = 0; i < UNKNOWNS; i++) {
            solution[i] = system[i][UNKNOWNS] / system[i][i];
        }
        return solution;
    }

    /** Returns the horizontal coordinate of the source. */
    double x(double x, double y) {
        return (coefficients[0] * x + coefficients[1] * y + coefficients[2]) / scale(x, y);
    }

    /** Returns the vertical coordinate of the source. */
    double y(double x, double y) {
        return (coefficients[3] * x + coefficients[4] * y + coefficients[5]) / scale(x, y);
    }

    private double scale(double x, double y) {
        return coefficients[6] * x + coefficients[7] * y + 1;
    }
}
