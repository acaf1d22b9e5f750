package io.github.dl4jregularizers.augment;

import static io.github.dl4jregularizers.augment.DrawsTest.SHAPE;
import static io.github.dl4jregularizers.augment.DrawsTest.assertMean;
import static io.github.dl4jregularizers.augment.DrawsTest.assertShare;
import static io.github.dl4jregularizers.augment.DrawsTest.draws;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.noise.SplitMix;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.junit.jupiter.api.Test;

/** Distributions of the draws of affine maps, blur and policies, as {@link DrawsTest}. */
class GeometryDrawsTest {

    /** Moments of the draws of RandomAffine, read from a map of three points. */
    @Test
    void affineDrawsAreUniform() {
        RandomAffine affine =
                new RandomAffine(CNN2DFormat.NCHW, 2).withRotation(30).withScale(0.5, 1.5);
        double[] angles = draws(random -> {
            AffineMap map = ((AffineChange) affine.draw(random, SHAPE)).map();
            return Math.toDegrees(Math.atan2(map.xy, map.xx));
        });
        double[] scales = draws(random -> {
            AffineMap map = ((AffineChange) affine.draw(random, SHAPE)).map();
            return 1 / Math.hypot(map.xx, map.xy);
        });
        assertMean(angles, 0, 30 / Math.sqrt(3));
        assertMean(Arrays.stream(angles).map(x -> x * x).toArray(), 300, 300 * Math.sqrt(0.8));
        assertMean(scales, 1, 0.5 / Math.sqrt(3));
        RandomAffine moves = new RandomAffine(CNN2DFormat.NCHW, 2).withTranslation(0.5, 0.25);
        double[] right = draws(random -> -((AffineChange) moves.draw(random, SHAPE)).map().x);
        double[] down = draws(random -> -((AffineChange) moves.draw(random, SHAPE)).map().y);
        // U(-4.5, 4.5) rounded to pixels: nine values; U(-3, 3): the outer two of seven half as often.
        for (int pixels = -4; pixels <= 4; pixels++) {
            int value = pixels;
            assertShare(Arrays.stream(right).map(x -> x == value ? 1 : 0).toArray(), 1 / 9.0);
        }
        for (int pixels = -3; pixels <= 3; pixels++) {
            int value = pixels;
            double expected = Math.abs(pixels) == 3 ? 1 / 12.0 : 1 / 6.0;
            assertShare(Arrays.stream(down).map(x -> x == value ? 1 : 0).toArray(), expected);
        }
        RandomAffine shears = new RandomAffine(CNN2DFormat.NCHW, 2).withShear(20, 0);
        double[] sheared = draws(random -> {
            AffineMap map = ((AffineChange) shears.draw(random, SHAPE)).map();
            return Math.toDegrees(Math.atan(map.xy));
        });
        assertMean(Arrays.stream(sheared).map(x -> x * x).toArray(), 400 / 3.0, 400 / 3.0 * Math.sqrt(0.8));
    }

    /** Both operations of RandAugment and the level of TrivialAugmentWide: all values alike. */
    @Test
    void operationsOfPoliciesAreUniform() {
        double[] operations = draws(random -> PolicyOperation.draw(random).ordinal());
        for (int i = 0; i < PolicyOperation.values().length; i++) {
            int ordinal = i;
            assertShare(
                    Arrays.stream(operations).map(x -> x == ordinal ? 1 : 0).toArray(),
                    1.0 / PolicyOperation.values().length);
        }
        assertShare(draws(random -> PolicyOperation.ROTATE.signed(1, random) < 0 ? 1 : 0), 0.5);
        assertThat(draws(random -> PolicyOperation.SOLARIZE.signed(1, random))).containsOnly(1);
    }

    @Test
    void sigmasOfBlurAreUniform() {
        GaussianBlur blur = new GaussianBlur(CNN2DFormat.NCHW, 3, 1).withSigma(0.5, 1.5);
        // The kernel's ends over its center are exp(-1 / (2 sigma^2)).
        double[] image = new double[SHAPE.length()];
        image[6 * 9 + 4] = 1;
        double[] sigmas = draws(random -> {
            double[] out = new double[image.length];
            blur.draw(random, SHAPE).apply(image, out);
            return Math.sqrt(-0.5 / Math.log(out[6 * 9 + 5] / out[6 * 9 + 4]));
        });
        assertMean(sigmas, 1, 1 / Math.sqrt(12));
        assertThat(Arrays.stream(sigmas).min().getAsDouble()).isBetween(0.499999, 0.501);
        assertThat(Arrays.stream(sigmas).max().getAsDouble()).isBetween(1.499, 1.500001);
    }

    /** Corners move by whole pixels up to distortion / 2 of the size: 9 pixels of width give 0 to 2. */
    @Test
    void cornersOfPerspectivesAreUniform() {
        RandomPerspective perspective = new RandomPerspective(CNN2DFormat.NCHW, 0.5, 2);
        assertShare(draws(random -> perspective.draw(random, SHAPE) instanceof PerspectiveChange ? 1 : 0), 0.5);
        RandomPerspective always = perspective.withProbability(1);
        // The source of the moved corner is the image's corner: find it on the diagonal grid.
        double[] columns = draws(random -> corner(always.draw(random, SHAPE))[0]);
        for (int x = 0; x <= 2; x++) {
            int value = x;
            assertShare(
                    Arrays.stream(columns)
                            .map(column -> column == value ? 1 : 0)
                            .toArray(),
                    1 / 3.0);
        }
    }

    private static int[] corner(Change change) {
        Homography map = ((PerspectiveChange) change).map();
        for (int y = 0; y < SHAPE.height; y++) {
            for (int x = 0; x < SHAPE.width; x++) {
                if (Math.hypot(map.x(x, y), map.y(x, y)) < 1e-9) {
                    return new int[] {x, y};
                }
            }
        }
        throw new AssertionError("no pixel comes from the upper left corner");
    }

    /** A distortion near 1 draws corners that are not convex, which have no map. Values stay those of the image. */
    @Test
    void strongPerspectivesStayFinite() {
        RandomPerspective strong = new RandomPerspective(CNN2DFormat.NCHW, 0.99, 2).withProbability(1);
        double[] ones = new double[SHAPE.length()];
        Arrays.fill(ones, 1);
        double[] largest = draws(random -> {
            double[] out = new double[ones.length];
            strong.draw(random, SHAPE).apply(ones, out);
            return Arrays.stream(out).allMatch(value -> value >= 0 && value <= 1 + 1e-12) ? 1 : 0;
        });
        assertThat(largest).containsOnly(1);
        ImageShape row = new ImageShape(CNN2DFormat.NCHW, 1, 1, 9);
        double[] same = new double[row.length()];
        strong.draw(new SplitMix(1), row).apply(ones, same);
        assertThat(same).containsOnly(1);
    }

    /** Both weights of AugMix are uniform on the simplex for alpha 1: means, and E[w^2] = 2 / (k (k + 1)). */
    @Test
    void weightsAreDirichlet() {
        double[] first = draws(random -> Beta.dirichlet(1, 3, random)[0]);
        assertMean(first, 1 / 3.0, Math.sqrt(1 / 18.0));
        assertMean(Arrays.stream(first).map(x -> x * x).toArray(), 1 / 6.0, Math.sqrt(1 / 15.0 - 1 / 36.0));
        double[] sums =
                draws(random -> Arrays.stream(Beta.dirichlet(0.01, 4, random)).sum());
        assertThat(Arrays.stream(sums).allMatch(sum -> Math.abs(sum - 1) < 1e-12))
                .isTrue();
    }
}
