package io.github.dl4jregularizers.contract;

import java.util.Random;
import org.deeplearning4j.nn.conf.DataFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.iter.NdIndexIterator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Small fixed data: the same numbers whatever the floating-point type and the data format. */
final class Batches {

    static final int EXAMPLES = 3;

    private Batches() {}

    /** Features and one-hot labels; with masks, the last time steps of some examples are padding. */
    static DataSet batch(Input input, Network network, DataType type, DataFormat format, long seed, boolean masked) {
        INDArray features = features(input, EXAMPLES, type, format, seed);
        INDArray labels = labels(network.output(false, features, null), format, seed);
        INDArray mask = masked ? mask(type) : null;
        return new DataSet(features, labels, mask, masked ? mask.dup() : null);
    }

    static DataSet batch(LayerCase row, Network network, Variant variant, long seed, boolean masked) {
        return batch(row.input(), network, variant.type, row.input().channelsFirst(), seed, masked);
    }

    static INDArray features(Input input, int examples, DataType type, DataFormat format, long seed) {
        long[] shape = input.shape(examples);
        INDArray array = input.isWords() ? words(shape, seed) : normal(shape, seed);
        return inFormat(array.castTo(type), format);
    }

    private static INDArray words(long[] shape, long seed) {
        INDArray array = Nd4j.create(DataType.DOUBLE, shape);
        Random random = new Random(seed);
        NdIndexIterator indices = new NdIndexIterator('c', shape);
        while (indices.hasNext()) {
            array.putScalar(indices.next(), random.nextInt(Input.VOCABULARY));
        }
        return array;
    }

    /** The same features with other numbers, or other words, in the padding. */
    static INDArray withOtherPadding(Input input, INDArray features, INDArray mask) {
        INDArray padding = mask.rsub(1);
        return input.isWords()
                ? features.add(padding).fmod(Input.VOCABULARY)
                : features.add(padding.reshape(EXAMPLES, 1, Input.STEPS).mul(1000));
    }

    /** Standard normal numbers in double. */
    static INDArray normal(long[] shape, long seed) {
        INDArray array = Nd4j.create(DataType.DOUBLE, shape);
        Random random = new Random(seed);
        NdIndexIterator indices = new NdIndexIterator('c', shape);
        while (indices.hasNext()) {
            array.putScalar(indices.next(), random.nextGaussian());
        }
        return array;
    }

    /** One random class for each example, position or time step of an output. */
    private static INDArray labels(INDArray output, DataFormat format, long seed) {
        INDArray labels = Nd4j.create(output.dataType(), output.shape());
        INDArray view = channelsFirst(labels, format);
        long[] positions = view.shape().clone();
        long classes = positions[1];
        positions[1] = 1;
        Random random = new Random(seed);
        NdIndexIterator indices = new NdIndexIterator('c', positions);
        while (indices.hasNext()) {
            long[] index = indices.next().clone();
            index[1] = random.nextInt((int) classes);
            view.putScalar(index, 1);
        }
        return labels;
    }

    private static INDArray mask(DataType type) {
        INDArray mask = Nd4j.ones(type, EXAMPLES, Input.STEPS);
        mask.putScalar(0, Input.STEPS - 1, 0);
        mask.putScalar(2, Input.STEPS - 1, 0);
        mask.putScalar(2, Input.STEPS - 2, 0);
        return mask;
    }

    /** A channels-first array in the given format. */
    static INDArray inFormat(INDArray array, DataFormat format) {
        if (!Input.isChannelsLast(format) || array.rank() < 3) {
            return array;
        }
        return (array.rank() == 3 ? array.permute(0, 2, 1) : array.permute(0, 2, 3, 1)).dup('c');
    }

    /** A channels-first view of an array in the given format. */
    static INDArray channelsFirst(INDArray array, DataFormat format) {
        if (!Input.isChannelsLast(format) || array.rank() < 3) {
            return array;
        }
        return array.rank() == 3 ? array.permute(0, 2, 1) : array.permute(0, 3, 1, 2);
    }
}
