package io.github.dl4jregularizers.inference;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A second network over the parameters of a network. Its noise is active at inference. Not
 * thread-safe.
 */
interface NetworkView {

    /** Returns the stochastic sites. */
    StochasticSites sites();

    /** Returns the number of values. */
    int values();

    /** Returns the numbers of the values that are the network's inputs. */
    int[] inputs();

    /** Returns the numbers of the values that are the network's outputs. */
    int[] outputs();

    /** Returns the meaning of each output. */
    List<OutputLayout> layouts();

    /** Layers and vertices, each after its inputs. */
    List<Step> steps();

    /** Copies the network's counts of iterations and epochs, for schedules. */
    void synchronize();

    /**
     * Sets the masks and the inputs for a pass.
     *
     * @param features the network's inputs, for one sample
     * @param masks one per input or null, for the whole batch; null for no masks
     * @param batch number of rows in the batch of the pass
     */
    void prepare(INDArray[] features, INDArray[] masks, int batch);

    /** Clears the state of the last pass. */
    void clear();
}
