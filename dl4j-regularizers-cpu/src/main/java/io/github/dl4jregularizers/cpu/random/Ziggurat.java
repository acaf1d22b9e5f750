package io.github.dl4jregularizers.cpu.random;

import io.github.dl4jregularizers.noise.SplitMix;

/**
 * Normal numbers by rejection from 1024 layers of equal area under exp(-x^2/2), exact in the tails.
 *
 * <p>One multiplication and one comparison for 99.8 % of the numbers. The bits that choose the layer are others than
 * those that choose the place in it, so the defect that Doornik (2005) found in the original is absent.
 *
 * <p>Paper: Marsaglia and Tsang, "The Ziggurat Method for Generating Random Variables", J. Stat. Softw. 5(8), 2000.
 */
final class Ziggurat {

    private static final int LAYERS = 1024;
    private static final int LAYER_BITS = 10;

    /** Where the tail begins, and the area of a layer: the one pair for which the top layer ends at height 1. */
    static final double TAIL = 4.038849846109505;

    static final double AREA = 0.001226324646353085;

    /** Right ends of the layers from the bottom up; the bottom one is as wide as a rectangle of its area. */
    private static final double[] WIDTH = new double[LAYERS + 1];

    private static final double[] HEIGHT = new double[LAYERS + 1];
    /** Below this first word, in size, a number lies in the part of its layer that is all under the curve. */
    private static final int[] INSIDE = new int[LAYERS];

    private static final long[] INSIDE_LONG = new long[LAYERS];
    private static final float[] SCALE = new float[LAYERS];
    private static final double[] SCALE_LONG = new double[LAYERS];

    static {
        WIDTH[0] = AREA / density(TAIL);
        WIDTH[1] = TAIL;
        for (int layer = 2; layer < LAYERS; layer++) {
            double below = WIDTH[layer - 1];
            WIDTH[layer] = Math.sqrt(-2 * Math.log(AREA / below + density(below)));
        }
        HEIGHT[LAYERS] = 1;
        for (int layer = 0; layer < LAYERS; layer++) {
            HEIGHT[layer] = density(WIDTH[layer]);
            double share = WIDTH[layer + 1] / WIDTH[layer];
            INSIDE[layer] = (int) (share * 0x1p31);
            INSIDE_LONG[layer] = (long) (share * 0x1p53);
            SCALE[layer] = (float) (WIDTH[layer] * 0x1p-31);
            SCALE_LONG[layer] = WIDTH[layer] * 0x1p-53;
        }
    }

    private Ziggurat() {}

    /** Fills an array with mean + deviation * z; z has 31 bits and a sign within its layer. */
    static void floats(int[] first, int[] second, float[] numbers, float mean, float deviation) {
        for (int i = 0; i < numbers.length; i++) {
            int place = first[i];
            int layer = second[i] & (LAYERS - 1);
            float z = place * SCALE[layer];
            if ((place ^ place >> 31) >= INSIDE[layer]) {
                z = (float) outside(layer, z, join(place, second[i]));
            }
            numbers[i] = mean + deviation * z;
        }
    }

    /** Fills an array with mean + deviation * z; z has 53 bits and a sign within its layer. */
    static void doubles(int[] first, int[] second, double[] numbers, double mean, double deviation) {
        for (int i = 0; i < numbers.length; i++) {
            long word = join(first[i], second[i]);
            numbers[i] = mean + deviation * normal(word);
        }
    }

    private static long join(int first, int second) {
        return (long) first << 32 | second & 0xFFFFFFFFL;
    }

    private static double normal(long word) {
        int layer = (int) word & (LAYERS - 1);
        long place = word >> LAYER_BITS;
        double z = place * SCALE_LONG[layer];
        return Math.abs(place) < INSIDE_LONG[layer] ? z : outside(layer, z, word);
    }

    /** Decides about a number near the curve, and replaces it if it is above. */
    private static double outside(int layer, double z, long word) {
        SplitMix random = new SplitMix(word);
        if (layer == 0) {
            return Math.copySign(tail(random), z);
        }
        double height = HEIGHT[layer] + random.nextDouble() * (HEIGHT[layer + 1] - HEIGHT[layer]);
        return height < density(z) ? z : normal(random.nextLong());
    }

    /** Marsaglia's method for the numbers beyond the last layer. */
    private static double tail(SplitMix random) {
        double beyond;
        double height;
        do {
            beyond = -Math.log(1 - random.nextDouble()) / TAIL;
            height = -Math.log(1 - random.nextDouble());
        } while (2 * height < beyond * beyond);
        return TAIL + beyond;
    }

    private static double density(double x) {
        return Math.exp(-0.5 * x * x);
    }
}
