package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Adds to each batch a second half: the same examples, moved within a distance to where the network's loss is higher. The
 * network then trains on both halves.
 *
 * <p>FGSM: x' = x + epsilon sign(dL/dx). PGD: from x' = x + U(-epsilon, epsilon), a number of steps x' = P(x' + step
 * sign(dL/dx')), where P cuts to [x - epsilon, x + epsilon]. Values can be kept in a range as well. epsilon and step are in
 * the units of the features: divide by the deviation that features were normalised by.
 *
 * <p>The gradient is that of training mode - batch statistics, noise drawn anew from the network's source - because that
 * is the function being trained, and DL4J's BatchNorm has no gradient in inference mode. It is computed by a second
 * network on the same parameters: gradients, updater state, counts, listeners and running statistics of the first are not
 * touched. Costs one training step's forward and backward pass for FGSM, and one for each step of PGD.
 *
 * <p>The attack needs the parameters at rest. {@link AugmentedDataSetIterator} knows and does not let DL4J prefetch; a
 * preprocessor of another iterator must not run in DL4J's prefetching thread.
 *
 * <p>Papers: Goodfellow et al., "Explaining and Harnessing Adversarial Examples", ICLR 2015; Madry et al., "Towards Deep
 * Learning Models Resistant to Adversarial Attacks", ICLR 2018.
 */
public final class AdversarialExamples extends Augmentation {

    private static final long serialVersionUID = 1L;

    private final transient InputGradient gradient;
    private final double epsilon;
    private final double step;
    private final int steps;
    private final boolean randomStart;
    private final double lowest;
    private final double highest;

    private AdversarialExamples(
            InputGradient gradient,
            double epsilon,
            double step,
            int steps,
            boolean randomStart,
            long seed,
            double lowest,
            double highest) {
        super(seed);
        this.gradient = gradient;
        this.epsilon = Arguments.positive("epsilon", epsilon);
        this.step = Arguments.positive("step", step);
        this.steps = Arguments.atLeast("steps", steps, 1);
        this.randomStart = randomStart;
        this.lowest = lowest;
        this.highest = highest;
    }

    /**
     * The fast gradient sign method: one step.
     *
     * @param network initialised, a {@code MultiLayerNetwork} or a {@code ComputationGraph} of one input and one output
     * @param epsilon how far each value moves, above 0
     * @return the attack
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public static AdversarialExamples fgsm(Model network, double epsilon) {
        return new AdversarialExamples(
                new InputGradient(network),
                epsilon,
                epsilon,
                1,
                false,
                0,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY);
    }

    /**
     * Projected gradient descent from a random start.
     *
     * @param network initialised, a {@code MultiLayerNetwork} or a {@code ComputationGraph} of one input and one output
     * @param epsilon how far each value may move, above 0
     * @param step how far it moves at once, above 0
     * @param steps how often, at least 1
     * @param seed of the start
     * @return the attack
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public static AdversarialExamples pgd(Model network, double epsilon, double step, int steps, long seed) {
        return new AdversarialExamples(
                new InputGradient(network),
                epsilon,
                step,
                steps,
                true,
                seed,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY);
    }

    /**
     * The same attack, with features kept in a range.
     *
     * @param smallest smallest value of a feature
     * @param largest largest value of a feature, above smallest
     * @return a new attack, at the beginning of its draws
     * @throws IllegalArgumentException if the range is empty
     */
    public AdversarialExamples within(double smallest, double largest) {
        if (!(smallest < largest)) {
            throw Arguments.invalid("largest", "above smallest, " + smallest, largest);
        }
        return new AdversarialExamples(gradient, epsilon, step, steps, randomStart, seed(), smallest, largest);
    }

    @Override
    void change(Batch batch, long first) {
        if (Prefetching.isHere()) {
            throw new IllegalStateException(
                    "Adversarial examples need the network's parameters at rest, but DL4J asks for"
                            + " them in the thread that prefetches: fit through an AugmentedDataSetIterator");
        }
        batch.requireFloatingPointFeatures();
        INDArray labels = Arguments.required("labels", batch.labels);
        batch.setFeatures(Nd4j.concat(0, batch.features, attack(batch, first)));
        batch.setLabels(Nd4j.concat(0, labels, labels));
        batch.setFeaturesMask(twice(batch.featuresMask));
        batch.setLabelsMask(twice(batch.labelsMask));
    }

    private static INDArray twice(INDArray mask) {
        return mask == null ? null : Nd4j.concat(0, mask, mask);
    }

    private INDArray attack(Batch batch, long first) {
        INDArray clean = batch.features;
        INDArray moved = inRange(randomStart ? clean.add(start(clean, first)) : clean.dup());
        for (int i = 0; i < steps; i++) {
            INDArray upwards = gradient.at(moved, batch.labels, batch.featuresMask, batch.labelsMask);
            moved = moved.add(Transforms.sign(upwards, false).muli(step));
            Transforms.max(moved, clean.sub(epsilon), false);
            Transforms.min(moved, clean.add(epsilon), false);
            inRange(moved);
        }
        return moved;
    }

    private INDArray inRange(INDArray moved) {
        return Transforms.min(Transforms.max(moved, lowest, false), highest, false);
    }

    private INDArray start(INDArray clean, long first) {
        Examples out = Examples.create(clean.dataType(), clean.shape().clone());
        double[] distance = new double[out.length()];
        for (int i = 0; i < clean.size(0); i++) {
            SplitMix random = random(first + i);
            for (int k = 0; k < distance.length; k++) {
                distance[k] = random.between(-epsilon, epsilon);
            }
            out.write(i, distance);
        }
        return out.array();
    }
}
