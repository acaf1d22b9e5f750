package io.github.dl4jregularizers.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.DataFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The training forward pass of the class under test alone. */
final class ForwardChecks {

    /** Two-sided: 2e-9 false failures per comparison under the normal approximation; the seed is fixed. */
    private static final double SIGMAS = 6;

    private static final int MANY = 5000;

    private ForwardChecks() {}

    static void matchesReference(LayerCase row) {
        assertThat(row.reference()).as("reference function in the table").isNotNull();
        for (Variant variant : Variant.values()) {
            for (DataFormat format : row.input().formats()) {
                for (char order : new char[] {'c', 'f'}) {
                    Probe probe = Probe.of(row, row.subjectWithReplayedNoise(format), variant, format);
                    INDArray input = Batches.features(row.input(), 3, variant.type, format, 1)
                            .dup(order);
                    INDArray expected = row.reference().forward(canonical(input, format), inDouble(probe.parameters()));
                    INDArray actual = probe.forward(input);
                    assertThat(actual.dataType()).as("type of the output").isEqualTo(variant.type);
                    ArrayAssertions.assertClose(
                            "output, " + variant + " " + format, Batches.channelsFirst(actual, format), expected);
                }
            }
        }
    }

    private static INDArray canonical(INDArray array, DataFormat format) {
        return Batches.channelsFirst(array, format).castTo(DataType.DOUBLE).dup('c');
    }

    private static Map<String, INDArray> inDouble(Map<String, INDArray> parameters) {
        Map<String, INDArray> converted = new LinkedHashMap<>();
        parameters.forEach((name, array) -> converted.put(name, array.castTo(DataType.DOUBLE)));
        return converted;
    }

    /** Over examples, which have independent draws: each example is one independent observation. */
    static void moments(LayerCase row) {
        Nd4j.getRandom().setSeed(11);
        DataFormat format = row.input().channelsFirst();
        INDArray ones = Nd4j.ones(DataType.DOUBLE, row.input().shape(MANY));
        INDArray noise = Probe.of(row, row.subject(), Variant.DOUBLE_PLAIN_SEQUENTIAL, format)
                .forward(ones)
                .reshape(MANY, -1);
        assertMean("mean of the noise", noise.mean(1), 1);
        INDArray deviation = noise.sub(1);
        assertMean("variance of the noise", deviation.mul(deviation).mean(1), row.noiseVariance());
    }

    private static void assertMean(String what, INDArray independent, double expected) {
        double standardError = independent.stdNumber().doubleValue() / Math.sqrt(independent.length());
        double found = independent.meanNumber().doubleValue();
        assertThat((found - expected) / standardError)
                .as("%s is %s instead of %s: distance in standard errors", what, found, expected)
                .isBetween(-SIGMAS, SIGMAS);
    }
}
