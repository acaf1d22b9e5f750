package io.github.dl4jregularizers.examples.data;

import java.util.Locale;

/**
 * The classes of {@link ShapesData}, as signed distances in units of about the shape's radius: negative inside, y
 * grows downwards. Uses arithmetic and square roots only, which are bit-identical everywhere.
 */
enum Shape implements Figure {
    DISC {
        @Override
        public double distance(double x, double y) {
            return length(x, y) - 0.85;
        }
    },
    SQUARE {
        @Override
        public double distance(double x, double y) {
            return box(x, y, 0.72, 0.72);
        }
    },
    TRIANGLE {
        @Override
        public double distance(double x, double y) {
            return Math.max(y - 0.5, Math.abs(x) * COS_30 - y * 0.5 - 0.5);
        }
    },
    CROSS {
        @Override
        public double distance(double x, double y) {
            return Math.min(box(x, y, 0.95, 0.27), box(x, y, 0.27, 0.95));
        }
    },
    RING {
        @Override
        public double distance(double x, double y) {
            return Math.abs(length(x, y) - 0.7) - 0.22;
        }
    },
    STAR {
        /** Folds the plane into one tenth of the star, where its outline is a line. */
        @Override
        public double distance(double x, double y) {
            double side = Math.abs(x);
            double fold = 2 * Math.max(COS_36 * side + SIN_36 * y, 0);
            double u = side - fold * COS_36;
            double v = -y + fold * SIN_36;
            fold = 2 * Math.max(-COS_36 * u - SIN_36 * v, 0);
            u = Math.abs(u + fold * COS_36);
            v = v + fold * SIN_36 - 1;
            return (v * 0.26 + u * 0.636) / length(0.26, 0.636);
        }
    },
    CRESCENT {
        @Override
        public double distance(double x, double y) {
            return Math.max(length(x, y) - 0.9, 0.68 - length(x - 0.42, y));
        }
    },
    HEART {
        @Override
        public double distance(double x, double y) {
            double side = Math.abs(x);
            double diamond = (side + Math.abs(y) - 0.75) * SQRT_HALF;
            return Math.min(diamond, length(side - 0.375, y + 0.375) - 0.75 * SQRT_HALF);
        }
    },
    BARS {
        @Override
        public double distance(double x, double y) {
            double outer = box(x, Math.abs(y) - 0.62, 0.85, 0.19);
            return Math.min(outer, box(x, y, 0.85, 0.19));
        }
    },
    CHECKER {
        @Override
        public double distance(double x, double y) {
            double outer = box(Math.abs(x) - 0.54, Math.abs(y) - 0.54, 0.27, 0.27);
            return Math.min(outer, box(x, y, 0.27, 0.27));
        }
    };

    private static final double COS_30 = 0.8660254037844386;
    private static final double COS_36 = 0.8090169943749475;
    private static final double SIN_36 = 0.5877852522924731;
    private static final double SQRT_HALF = 0.7071067811865476;

    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    static double length(double x, double y) {
        return Math.sqrt(x * x + y * y);
    }

    static double box(double x, double y, double halfWidth, double halfHeight) {
        return Math.max(Math.abs(x) - halfWidth, Math.abs(y) - halfHeight);
    }
}
