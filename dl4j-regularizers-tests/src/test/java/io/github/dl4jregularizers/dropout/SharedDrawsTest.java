package io.github.dl4jregularizers.dropout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Whatever the arrays' order, strides and shared axes: the products are those of the elements, one by one. */
class SharedDrawsTest {

    private static final List<UnaryOperator<INDArray>> LAYOUTS =
            List.of(array -> array.dup('c'), array -> array.dup('f'), SharedDrawsTest::everySecondElement);

    @ParameterizedTest
    @CsvSource({
        "2x3x4x5, 2x3x1x1",
        "2x3x4x5, 2x1x1x1",
        "2x3x4x5, 2x1x4x5",
        "2x3x4x5, 2x1x1x5",
        "2x3x4x5, 2x3x4x5",
        "2x3x4, 2x3x1",
        "2x3x4, 2x1x4",
        "2x3, 2x1",
        "1x3x4x5, 1x1x1x1",
        "2x3x1x1, 2x3x1x1",
        "2x1x4x1, 2x1x1x1",
        "1x1, 1x1"
    })
    void elementByElement(String activations, String draws) {
        for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
            INDArray x = Nd4j.rand(type, sizes(activations));
            INDArray m = Nd4j.rand(type, sizes(draws));
            double[] expected = new double[(int) x.length()];
            INDArray all = m.broadcast(Nd4j.createUninitialized(type, x.shape()));
            for (int i = 0; i < expected.length; i++) {
                double product = x.getDouble(i) * all.getDouble(i);
                expected[i] = type == DataType.FLOAT ? (float) product : product;
            }
            for (UnaryOperator<INDArray> ofX : LAYOUTS) {
                for (UnaryOperator<INDArray> ofM : LAYOUTS) {
                    for (UnaryOperator<INDArray> ofResult : LAYOUTS) {
                        INDArray result = ofResult.apply(Nd4j.valueArrayOf(x.shape(), Double.NaN, type));
                        SharedDraws.combine(ofX.apply(x), ofM.apply(m), result, MulOp::new);
                        assertThat(result.dup('c').data().asDouble()).containsExactly(expected);
                    }
                    INDArray inPlace = ofX.apply(x.dup());
                    SharedDraws.combine(inPlace, ofM.apply(m), inPlace, MulOp::new);
                    assertThat(inPlace.dup('c').data().asDouble()).containsExactly(expected);
                }
            }
        }
    }

    /** The same numbers with others between them. */
    private static INDArray everySecondElement(INDArray array) {
        INDArray pairs = Nd4j.stack(array.rank(), array, array.add(100));
        INDArrayIndex[] first = new INDArrayIndex[pairs.rank()];
        Arrays.fill(first, NDArrayIndex.all());
        first[array.rank()] = NDArrayIndex.point(0);
        return pairs.get(first);
    }

    private static long[] sizes(String shape) {
        return Arrays.stream(shape.split("x")).mapToLong(Long::parseLong).toArray();
    }
}
