package io.github.dl4jregularizers.augment;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.reference.Reference;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Every change, for given draws, against torchvision, and mixing against timm's formulas. */
class AugmentReferenceTest {

    private static final double TOLERANCE = 1e-12;

    private final JsonNode reference = Reference.of("augment");

    private static INDArray images(JsonNode node, CNN2DFormat format) {
        INDArray images = Reference.array(node, DataType.DOUBLE);
        return format == CNN2DFormat.NCHW ? images : images.permute(0, 2, 3, 1);
    }

    private interface Change {
        void apply(ImageShape shape, double[] image, double[] out);
    }

    private void check(String what, CNN2DFormat format, JsonNode expected, Change change) {
        INDArray images = images(reference.get("images"), format);
        INDArray wanted = images(expected.get("output"), format);
        Examples before = Examples.of(images);
        Examples after = Examples.create(DataType.DOUBLE, wanted.shape());
        for (int i = 0; i < images.size(0); i++) {
            double[] out = new double[after.length()];
            change.apply(ImageShape.of(format, images), before.read(i, new double[before.length()]), out);
            after.write(i, out);
        }
        assertWithin(what, TOLERANCE, after.array(), wanted);
    }

    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void cropsAndFlips(CNN2DFormat format) {
        reference.get("crops").forEach(row -> {
            check("crop", format, row, (shape, image, out) -> new Window(
                            shape,
                            shape.resized(4, 3),
                            new Fill(row.get("fill").asDouble()),
                            row.get("top").asInt(),
                            row.get("left").asInt(),
                            row.get("mirrored").asBoolean())
                    .apply(image, out));
        });
    }

    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void jittersColors(CNN2DFormat format) {
        reference.get("jitters").forEach(row -> {
            ColorChange.Kind[] order = new ColorChange.Kind[4];
            for (int i = 0; i < order.length; i++) {
                order[i] = ColorChange.Kind.values()[row.get("order").get(i).asInt()];
            }
            double[] factors =
                    Reference.array(row.get("factors"), DataType.DOUBLE).toDoubleVector();
            check("jitter", format, row, (shape, image, out) -> new ColorChange(shape, Arrays.asList(order), factors)
                    .apply(image, out));
        });
    }

    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void erasesRectangles(CNN2DFormat format) {
        reference.get("erasures").forEach(row -> {
            int[] place = Reference.array(row.get("rectangle"), DataType.DOUBLE).toIntVector();
            Rectangle rectangle = new Rectangle(place[0], place[1], place[0] + place[2], place[1] + place[3]);
            check("erasure", format, row, (shape, image, out) -> new Erasure(rectangle, shape, new Fill())
                    .apply(image, out));
        });
    }

    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void mixesWithTheReversedBatch(CNN2DFormat format) {
        reference.get("mixups").forEach(row -> {
            double share = row.get("share").asDouble();
            assertWithin(
                    "features",
                    TOLERANCE,
                    Mixing.mixed(images(reference.get("images"), format), share),
                    images(row.get("features"), format));
            assertWithin(
                    "labels",
                    TOLERANCE,
                    Mixing.mixed(Reference.array(reference.get("labels"), DataType.DOUBLE), share),
                    Reference.array(row.get("labels"), DataType.DOUBLE));
        });
    }

    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void pastesRectanglesAndCountsTheirClippedArea(CNN2DFormat format) {
        INDArray images = images(reference.get("images"), format);
        ImageShape shape = ImageShape.of(format, images);
        reference.get("cutmixes").forEach(row -> {
            Rectangle rectangle = CutMix.rectangle(
                    row.get("share").asDouble(),
                    row.get("row").asInt(),
                    row.get("column").asInt(),
                    shape);
            assertWithin("images", 0, CutMix.pasted(images, shape, rectangle), images(row.get("output"), format));
            assertThat(1 - rectangle.area() / 20.0).isCloseTo(row.get("kept").asDouble(), within(TOLERANCE));
        });
    }
}
