package io.github.dl4jregularizers.internal.backend;

import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Fills parts of an array from their keys. Long parts take one operation each on the device. Short parts are drawn on
 * the heap, and one transfer writes them all: an operation would take longer than the draws.
 */
final class KeyedParts {

    /** Elements of a part that one operation draws faster than the heap does. */
    private static final int LONG = 4096;

    /** Not {@code Nd4j.getRandom()}, whose state belongs to the caller. */
    private static final ThreadLocal<Random> GENERATOR =
            ThreadLocal.withInitial(() -> Nd4j.getRandomFactory().getNewRandomInstance(0));

    private KeyedParts() {}

    static void fill(
            INDArray array,
            long[] keys,
            ToDoubleFunction<SplittableRandom> number,
            BiConsumer<INDArray, Random> operation) {
        int length = Math.toIntExact(array.length() / keys.length);
        if (length < LONG) {
            array.assign(drawn(array, keys, length, number));
        } else {
            Random generator = GENERATOR.get();
            for (int part = 0; part < keys.length; part++) {
                generator.setSeed(keys[part]);
                operation.accept(Parts.of(array, part, keys.length), generator);
            }
        }
    }

    private static INDArray drawn(INDArray array, long[] keys, int length, ToDoubleFunction<SplittableRandom> number) {
        boolean isDouble = array.dataType() == DataType.DOUBLE;
        double[] doubles = isDouble ? new double[keys.length * length] : null;
        float[] floats = isDouble ? null : new float[keys.length * length];
        int index = 0;
        for (long key : keys) {
            SplittableRandom words = new SplittableRandom(key);
            for (int i = 0; i < length; i++, index++) {
                double value = number.applyAsDouble(words);
                if (isDouble) {
                    doubles[index] = value;
                } else {
                    floats[index] = (float) value;
                }
            }
        }
        Transfer transfer = Backend.current().transfer();
        return isDouble
                ? transfer.array(doubles, DataType.DOUBLE, array.shape())
                : transfer.array(floats, array.dataType(), array.shape());
    }
}
