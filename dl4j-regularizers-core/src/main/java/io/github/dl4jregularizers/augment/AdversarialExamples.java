package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.Prefetching;
import io.github.dl4jregularizers.internal.dl4j.SavedNetwork;
import io.github.dl4jregularizers.noise.SplitMix;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Appends an adversarial example per example of a batch: moves the features, within a distance, to raise the network's
 * loss. The network then trains on both halves.
 *
 * <p>FGSM: x' = x + epsilon sign(dL/dx). PGD starts at x' = x + U(-epsilon, epsilon) and repeats x' = P(x' + step
 * sign(dL/dx')), where P clips to [x - epsilon, x + epsilon]. {@link #withRange} also clips to a range of values.
 * Epsilon and step have the units of the features: divide by the deviation that normalized them.
 *
 * <p>The gradient is that of training mode, with batch statistics and new draws of noise. That is the function being
 * trained, and DL4J's BatchNorm has no gradient in inference mode. A second network over the same parameters computes
 * it. Gradients, updater state, counts, listeners and running statistics of the network do not change. FGSM costs one
 * forward and backward pass per batch, PGD one per step.
 *
 * <p>Networks of several inputs and outputs take a {@code MultiDataSet}. {@link #withInputs} selects the inputs to
 * move, the first by default. The loss is that of all outputs.
 *
 * <p>The parameters must not change during the attack. {@link AugmentedDataSetIterator} therefore keeps DL4J from
 * prefetching; in DL4J's prefetching thread the attack is refused. Serialization includes the network: a deserialized
 * attack uses a copy of it, with the parameters of that time.
 *
 * <p>Papers: Goodfellow et al., "Explaining and Harnessing Adversarial Examples", ICLR 2015; Madry et al., "Towards
 * Deep Learning Models Resistant to Adversarial Attacks", ICLR 2018.
 */
public final class AdversarialExamples extends Augmentation {

    private static final long serialVersionUID = 1L;

    private static final long STREAM = 453477593;

    private transient Model network;
    private final Attack attack;
    private final int[] inputs;
    private final double lowest;
    private final double highest;
    private transient InputGradient gradient;

    private AdversarialExamples(Model network, Attack attack, long seed, int[] inputs, double lowest, double highest) {
        super(seed, STREAM);
        this.inputs = inputs;
        this.network = network;
        this.attack = attack;
        this.lowest = lowest;
        this.highest = highest;
    }

    private static AdversarialExamples of(Model network, Attack attack, long seed) {
        InputGradient gradient = new InputGradient(network, 0);
        AdversarialExamples examples = new AdversarialExamples(
                network, attack, seed, new int[1], Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        examples.gradient = gradient;
        return examples;
    }

    /**
     * Creates the fast gradient sign method: one step.
     *
     * @param network initialized, a {@code MultiLayerNetwork} or a {@code ComputationGraph}
     * @param epsilon distance of each value, above 0
     * @return the attack
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public static AdversarialExamples fgsm(Model network, double epsilon) {
        return of(network, Attack.fgsm(epsilon), 0);
    }

    /**
     * Projected gradient descent from a random start. By default 7 steps of epsilon / 4, as in the paper for CIFAR-10.
     *
     * @param network initialized, a {@code MultiLayerNetwork} or a {@code ComputationGraph}
     * @param epsilon largest distance of each value, above 0
     * @param seed of the start
     * @return the attack
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public static AdversarialExamples pgd(Model network, double epsilon, long seed) {
        return of(network, Attack.pgd(epsilon), seed);
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
        out.writeObject(SavedNetwork.of(network));
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        network = ((SavedNetwork) in.readObject()).restore();
    }

    private AdversarialExamples with(Attack other) {
        return new AdversarialExamples(network, other, seed(), inputs, lowest, highest);
    }

    /**
     * Sets the number of steps.
     *
     * @param steps at least 1
     * @return a new attack, at the beginning of its draws
     * @throws IllegalArgumentException if steps is out of its range
     */
    public AdversarialExamples withSteps(int steps) {
        return with(attack.withSteps(steps));
    }

    /**
     * Sets the size of a step.
     *
     * @param step distance of each value per step, above 0
     * @return a new attack, at the beginning of its draws
     * @throws IllegalArgumentException if step is out of its range
     */
    public AdversarialExamples withStep(double step) {
        return with(attack.withStep(step));
    }

    /**
     * Clips adversarial features to a range.
     *
     * @param smallest smallest value of a feature
     * @param largest largest value of a feature, above smallest
     * @return a new attack, at the beginning of its draws
     * @throws IllegalArgumentException if the range is empty
     */
    public AdversarialExamples withRange(double smallest, double largest) {
        if (!(smallest < largest)) {
            throw Arguments.invalid("largest", "above smallest, " + smallest, largest);
        }
        return new AdversarialExamples(network, attack, seed(), inputs, smallest, largest);
    }

    /**
     * Sets the inputs to move, for a graph of several.
     *
     * @param indices of the inputs, from 0; at least one
     * @return a new attack, at the beginning of its draws
     * @throws IllegalArgumentException if there is no index, or one is out of its range
     */
    public AdversarialExamples withInputs(int... indices) {
        Arguments.atLeast("number of inputs to move", Arguments.required("inputs", indices).length, 1);
        for (int index : indices) {
            Arguments.atLeast("input to move", index, 0);
        }
        AdversarialExamples changed =
                new AdversarialExamples(network, attack, seed(), indices.clone(), lowest, highest);
        changed.gradient();
        return changed;
    }

    private synchronized InputGradient gradient() {
        if (gradient == null) {
            gradient = new InputGradient(network, inputs);
        }
        return gradient;
    }

    @Override
    void change(Batch batch, long first) {
        BatchArrays clean = BatchArrays.of(batch);
        clean.followedBy(moved(clean, first)).writeTo(batch);
    }

    @Override
    void change(MultiDataSet data) {
        BatchArrays clean = BatchArrays.of(data);
        if (clean.size() > 0) {
            clean.followedBy(moved(clean, count(clean.size()))).writeTo(data);
        }
    }

    private BatchArrays moved(BatchArrays clean, long first) {
        if (Prefetching.isHere()) {
            throw new IllegalStateException(
                    "AdversarialExamples must not run in DL4J's prefetching thread, where the parameters change"
                            + " meanwhile: fit through an AugmentedDataSetIterator");
        }
        INDArray[] moved = clean.features.clone();
        for (int input : inputs) {
            if (!moved[input].dataType().isFPType()) {
                throw Arguments.invalid("features", "of a floating-point type", moved[input].dataType());
            }
            moved[input] = inRange(
                    attack.randomStart ? moved[input].add(start(moved[input], first, input)) : moved[input].dup());
        }
        for (int i = 0; i < attack.steps; i++) {
            INDArray[] upwards = gradient().at(clean.with(moved));
            for (int input : inputs) {
                moved[input] = step(moved[input], upwards[input], clean.features[input]);
            }
        }
        return clean.with(moved);
    }

    private INDArray step(INDArray from, INDArray upwards, INDArray clean) {
        if (upwards == null) {
            throw new IllegalStateException(
                    "The features have no gradient: the network's first layer is frozen, takes indices, or was fused "
                            + "without input gradient");
        }
        INDArray moved = from.add(Transforms.sign(upwards, false).muli(attack.step));
        Transforms.max(moved, clean.sub(attack.epsilon), false);
        Transforms.min(moved, clean.add(attack.epsilon), false);
        return inRange(moved);
    }

    private INDArray inRange(INDArray moved) {
        return Transforms.min(Transforms.max(moved, lowest, false), highest, false);
    }

    /** Draws the start of one input. Each input has its own draws. */
    private INDArray start(INDArray clean, long first, int input) {
        Examples out = Examples.create(clean.dataType(), clean.shape());
        double[] distance = new double[out.length()];
        for (int i = 0; i < clean.size(0); i++) {
            SplitMix random = input == 0
                    ? random(first + i)
                    : SplitMix.keyed(random(first + i).nextLong(), input);
            for (int k = 0; k < distance.length; k++) {
                distance[k] = random.between(-attack.epsilon, attack.epsilon);
            }
            out.write(i, distance);
        }
        return out.array();
    }
}
