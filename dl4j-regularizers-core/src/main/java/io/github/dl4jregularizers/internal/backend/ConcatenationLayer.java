package io.github.dl4jregularizers.internal.backend;

import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.DataFormat;

/** The part of a concatenation that an engine reads: the outputs of paths from one input, along the channel axis. */
public interface ConcatenationLayer {

    /**
     * Layers of each path, in the order of the concatenation.
     *
     * @return two or more paths; one without layers is the identity
     */
    List<List<Layer>> paths();

    /**
     * Returns the data format of the outputs.
     *
     * @return null for vectors, or channels first
     */
    DataFormat format();
}
