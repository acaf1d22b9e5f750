package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.noise.SplitMix;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The draw of {@link ManifoldMixUp} in one training step: a place, lambda, and a partner per example. Keyed by (seed,
 * iteration), so that all layers of a network agree without shared state.
 */
final class MixDraw {

    private static final long STREAM = 0x4D69785570L;

    private final int place;
    private final double share;
    private final int[] partners;

    private MixDraw(int place, double share, int[] partners) {
        this.place = place;
        this.share = share;
        this.partners = partners;
    }

    /** Returns the number of the place that mixes, from 0. */
    int place() {
        return place;
    }

    /** Returns lambda, the share of the example itself. */
    double share() {
        return share;
    }

    /** Returns the partner of each example, a permutation. */
    int[] partners() {
        return partners.clone();
    }

    /**
     * Mixes rows: out_i = lambda x_i + (1 - lambda) x_j for the partner j of i.
     *
     * @param array one example per index of dimension 0
     * @param out array to fill, in c order, of the same shape
     */
    INDArray mix(INDArray array, INDArray out) {
        return sum(array, partners, out);
    }

    /** Computes the gradient with respect to the rows before {@link #mix}: a row is the partner of one other. */
    INDArray gradient(INDArray epsilon, INDArray out) {
        int[] inverse = new int[partners.length];
        for (int i = 0; i < partners.length; i++) {
            inverse[partners[i]] = i;
        }
        return sum(epsilon, inverse, out);
    }

    private INDArray sum(INDArray array, int[] others, INDArray out) {
        INDArray rows = array.dup('c').reshape('c', array.size(0), -1);
        INDArray result = out.reshape('c', rows.shape());
        rows.mul(share, result);
        result.addi(Nd4j.pullRows(rows, 1, others).muli(1 - share));
        return out;
    }

    /** The distribution of the draws, as a part of several layers' configurations. Immutable. */
    @JsonAutoDetect(
            fieldVisibility = Visibility.ANY,
            getterVisibility = Visibility.NONE,
            isGetterVisibility = Visibility.NONE)
    static final class Key implements Serializable {

        private static final long serialVersionUID = 1L;

        private final double alpha;
        private final long seed;
        private final int places;

        @JsonCreator
        Key(@JsonProperty("alpha") double alpha, @JsonProperty("seed") long seed, @JsonProperty("places") int places) {
            this.alpha = alpha;
            this.seed = seed;
            this.places = places;
        }

        /** Draws for one training step. */
        MixDraw at(int iteration, long examples) {
            SplitMix random = SplitMix.keyed(SplitMix.keyed(seed, STREAM).nextLong(), iteration);
            int place = random.nextInt(places);
            double share = Beta.symmetric(alpha, random);
            int[] partners = new int[Math.toIntExact(examples)];
            Arrays.setAll(partners, i -> i);
            for (int i = partners.length - 1; i > 0; i--) {
                int other = random.nextInt(i + 1);
                int kept = partners[i];
                partners[i] = partners[other];
                partners[other] = kept;
            }
            return new MixDraw(place, share, partners);
        }

        /** Returns a number of this key and a step, to compare. */
        long of(int iteration) {
            return SplitMix.keyed(hashCode(), iteration).nextLong();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key
                    && alpha == ((Key) other).alpha
                    && seed == ((Key) other).seed
                    && places == ((Key) other).places;
        }

        @Override
        public int hashCode() {
            return Objects.hash(alpha, seed, places);
        }

        @Override
        public String toString() {
            return "alpha " + alpha + ", seed " + seed + ", " + places + " places";
        }
    }
}
