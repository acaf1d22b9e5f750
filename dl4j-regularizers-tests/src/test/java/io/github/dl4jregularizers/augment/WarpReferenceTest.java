package io.github.dl4jregularizers.augment;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.reference.Reference;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Perspective, elastic deformation and AugMix against torchvision, time warps against NumPy, for given draws. */
class WarpReferenceTest {

    private static final double TOLERANCE = 1e-10;

    private final JsonNode reference = Reference.of("warps");

    private interface Maker {
        Change of(ImageShape shape);
    }

    private void check(String what, CNN2DFormat format, JsonNode output, Maker maker) {
        INDArray images = images(reference.get("small"), format);
        ImageShape shape = ImageShape.of(format, images);
        Change change = maker.of(shape);
        assertWithin(
                what,
                TOLERANCE,
                ImageAugmentation.applied(images, shape, shape, new Change[] {change, change}),
                images(output, format));
    }

    private static INDArray images(JsonNode node, CNN2DFormat format) {
        INDArray images = Reference.array(node, DataType.DOUBLE);
        return format == CNN2DFormat.NCHW ? images : images.permute(0, 2, 3, 1).dup('c');
    }

    private static double[] numbers(JsonNode node) {
        return Reference.array(node, DataType.DOUBLE).toDoubleVector();
    }

    private static Resampling resampling(JsonNode row) {
        return new Resampling(
                Interpolation.valueOf(row.get("interpolation").asText()), new Fill(numbers(row.get("fill"))));
    }

    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void perspectives(CNN2DFormat format) {
        assertThat(reference.get("perspectives")).hasSize(9);
        double[][] start = {{0, 0}, {4, 0}, {4, 5}, {0, 5}};
        reference.get("perspectives").forEach(row -> {
            double[][] corners =
                    Reference.array(row.get("corners"), DataType.DOUBLE).toDoubleMatrix();
            Homography map = Homography.of(corners, start);
            check(
                    "corners " + row.get("corners"),
                    format,
                    row.get("output"),
                    shape -> new PerspectiveChange(shape, map, resampling(row)));
        });
    }

    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void elasticDeformations(CNN2DFormat format) {
        assertThat(reference.get("elastics")).hasSize(3);
        reference.get("elastics").forEach(row -> {
            ElasticDeformation elastic = new ElasticDeformation(format, 1)
                    .withAlpha(row.get("alpha").asDouble())
                    .withSigma(row.get("sigma").asDouble())
                    .withInterpolation(
                            Interpolation.valueOf(row.get("interpolation").asText()))
                    .withFill(numbers(row.get("fill")));
            check(
                    "alpha " + row.get("alpha"),
                    format,
                    row.get("output"),
                    shape -> elastic.change(shape, numbers(row.get("u")), numbers(row.get("v"))));
        });
    }

    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void augMix(CNN2DFormat format) {
        JsonNode row = reference.get("augmix");
        List<PolicyOperation> operations = new AugMix(format, 1).operations();
        assertThat(operations).hasSameSizeAs(row.get("names"));
        ImageShape small = ImageShape.of(format, images(reference.get("small"), format));
        for (int i = 0; i < operations.size(); i++) {
            PolicyOperation operation = operations.get(i);
            String name = row.get("names").get(i).asText();
            assertThat(operation.name().replace("_", "")).isEqualToIgnoringCase(name);
            assertThat(operation.isSigned()).isEqualTo(row.get("signed").get(i).asBoolean());
            double unit = operation == PolicyOperation.SOLARIZE ? 255 : 1;
            for (int level = 0; level < 10; level++) {
                assertThat(unit * PolicySpace.AUG_MIX.magnitude(operation, level, small))
                        .as("%s at %d", operation, level)
                        .isCloseTo(row.get("magnitudes").get(i).get(level).asDouble(), within(1e-12));
            }
        }
        Resampling resampling = new Resampling(Interpolation.BILINEAR, new Fill(0.5));
        check("mixture", format, row.get("output"), shape -> {
            List<Change> chains = new ArrayList<>();
            for (JsonNode chain : row.get("chains")) {
                List<Change> changes = new ArrayList<>();
                for (JsonNode step : chain) {
                    PolicyOperation operation = operations.get(step.get(0).asInt());
                    double magnitude =
                            PolicySpace.AUG_MIX.magnitude(operation, step.get(1).asInt(), shape)
                                    * step.get(2).asInt();
                    changes.add(operation.change(shape, magnitude, resampling));
                }
                chains.add(new Chain(shape, changes));
            }
            return new Mixture(shape, row.get("own").asDouble(), chains, numbers(row.get("weights")));
        });
    }

    @Test
    void timeWarps() {
        assertThat(reference.get("warps")).hasSize(3);
        reference.get("warps").forEach(row -> {
            INDArray input = Reference.array(row.get("input"), DataType.DOUBLE);
            int first = row.get("first").asInt();
            int end = row.get("end").asInt();
            ImageShape shape = new ImageShape(CNN2DFormat.NCHW, 3, 1, (int) input.size(1));
            TimeWarp warp = new TimeWarp(
                    shape,
                    first,
                    end,
                    row.get("center").asDouble(),
                    row.get("moved").asDouble(),
                    new Resampling(Interpolation.BILINEAR, new Fill()));
            double[] out = new double[shape.length()];
            warp.apply(Batches.values(input), out);
            assertThat(out)
                    .containsExactly(
                            Batches.values(Reference.array(row.get("output"), DataType.DOUBLE)), within(TOLERANCE));
            double[] steps = new double[shape.width];
            double[] moved = new double[shape.width];
            for (int i = 0; i < steps.length; i++) {
                steps[i] = i;
            }
            warp.ofLabels(new ImageShape(CNN2DFormat.NCHW, 1, 1, shape.width)).apply(steps, moved);
            double[] sources = numbers(row.get("sources"));
            for (int i = 0; i < sources.length; i++) {
                assertThat(moved[first + i]).isEqualTo(Math.rint(moved[first + i]));
                assertThat(Math.abs(moved[first + i] - first - sources[i])).isLessThanOrEqualTo(0.5 + 1e-9);
            }
        });
    }
}
