package io.github.dl4jregularizers.augment;

import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Small batches of images in [0, 1] with one-hot labels of three classes. */
final class Batches {

    static final int CLASSES = 3;

    private Batches() {}

    static DataSet of(int size, CNN2DFormat format, DataType type) {
        return of(size, 8, 6, format, type);
    }

    static DataSet of(int size, int height, int width, CNN2DFormat format, DataType type) {
        SplittableRandom random = new SplittableRandom(9);
        INDArray images = Nd4j.create(
                        random.doubles((long) size * 3 * height * width).toArray(), new long[] {size, 3, height, width})
                .castTo(type);
        INDArray labels = Nd4j.create(type, size, CLASSES);
        for (int i = 0; i < size; i++) {
            labels.putScalar(i, i % CLASSES, 1);
        }
        return new DataSet(
                format == CNN2DFormat.NCHW ? images : images.permute(0, 2, 3, 1).dup('c'), labels);
    }

    static double[] values(INDArray array) {
        return array.dup('c').data().asDouble();
    }
}
