package io.github.dl4jregularizers.inference;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A second network over a network's own parameters, that draws at inference where the network draws in training. It is for
 * one thread at a time.
 */
interface NetworkView {

    /** Where it draws. */
    NoisePlaces places();

    /** How many values there are. */
    int values();

    /** Numbers of the values that are the network's inputs. */
    int[] inputs();

    /** Numbers of the values that are the network's outputs. */
    int[] outputs();

    /** What the outputs mean. */
    List<OutputLayout> layouts();

    /** Its layers and vertices, each after those it needs. */
    List<Step> steps();

    /** Takes the network's counts of iterations and epochs, which schedules go by. */
    void synchronize();

    /**
     * Sets the masks for a pass, and what vertices want to know of the network's inputs.
     *
     * @param features the network's inputs, for one sample
     * @param masks one for each input, null for none, for the whole batch; null for none at all
     * @param batch how many rows the batch of the pass has
     */
    void prepare(INDArray[] features, INDArray[] masks, int batch);

    /** Forgets everything about the last pass. */
    void clear();
}
