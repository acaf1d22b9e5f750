package io.github.dl4jregularizers.augment;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.noise.SplitMix;
import io.github.dl4jregularizers.reference.Reference;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Geometric and photometric changes and the operations of policies, for given draws, against torchvision. */
class ImageChangeReferenceTest {

    private static final double TOLERANCE = 1e-12;

    private final JsonNode reference = Reference.of("image-changes");

    private interface Maker {
        Change of(ImageShape shape);
    }

    private static INDArray images(JsonNode node, CNN2DFormat format) {
        INDArray images = Reference.array(node, DataType.DOUBLE);
        return format == CNN2DFormat.NCHW ? images : images.permute(0, 2, 3, 1).dup('c');
    }

    private void check(String what, CNN2DFormat format, String input, JsonNode output, Maker maker) {
        INDArray images = images(reference.get(input), format);
        INDArray wanted = images(output, format);
        ImageShape shape = ImageShape.of(format, images);
        Change change = maker.of(shape);
        Examples before = Examples.of(images);
        Examples after = Examples.create(DataType.DOUBLE, wanted.shape());
        for (int i = 0; i < wanted.size(0); i++) {
            double[] out = new double[shape.length()];
            change.apply(before.read(i, new double[shape.length()]), out);
            after.write(i, out);
        }
        assertWithin(what, TOLERANCE, after.array(), wanted);
    }

    private static double[] numbers(JsonNode node) {
        return Reference.array(node, DataType.DOUBLE).toDoubleVector();
    }

    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void affineMaps(CNN2DFormat format) {
        assertThat(reference.get("affines")).hasSize(16);
        reference.get("affines").forEach(row -> {
            double[] shear = numbers(row.get("shear"));
            double[] translation = numbers(row.get("translate"));
            AffineMap map = AffineMap.inverse(
                            row.get("angle").asDouble(), row.get("scale").asDouble(), shear[0], shear[1])
                    .translated(translation[0], translation[1]);
            Resampling resampling = new Resampling(
                    Interpolation.valueOf(row.get("interpolation").asText()), new Fill(numbers(row.get("fill"))));
            check(
                    row.get("angle") + " " + row.get("interpolation"),
                    format,
                    "small",
                    row.get("output"),
                    shape -> new AffineChange(shape, map, resampling));
        });
    }

    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void blurs(CNN2DFormat format) {
        assertThat(reference.get("blurs")).hasSize(4);
        reference.get("blurs").forEach(row -> {
            double[] kernel =
                    Blur.kernel(row.get("size").asInt(), row.get("sigma").asDouble());
            check("blur", format, "small", row.get("output"), shape -> new Blur(shape, kernel));
        });
    }

    private static ImageAugmentation tone(String name, double argument, CNN2DFormat format) {
        switch (name) {
            case "GRAY":
                return new RandomGrayscale(format, 1, 3);
            case "SOLARIZE":
                return new Solarize(format, argument);
            case "POSTERIZE":
                return new Posterize(format, (int) argument);
            case "SHARPNESS":
                return new Sharpness(format, argument);
            case "AUTO_CONTRAST":
                return new AutoContrast(format);
            default:
                return new Equalize(format);
        }
    }

    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void tones(CNN2DFormat format) {
        assertThat(reference.get("tones")).hasSize(16);
        reference.get("tones").forEach(row -> {
            ImageAugmentation augmentation =
                    tone(row.get("name").asText(), row.get("argument").asDouble(), format);
            check(
                    row.get("name") + " " + row.get("argument"),
                    format,
                    row.get("image").asText(),
                    row.get("output"),
                    shape -> augmentation.draw(new SplitMix(0), shape));
        });
    }

    /** Pixels without all eight neighbors keep their values, as in torchvision. */
    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void sharpnessKeepsImagesWithoutInnerPixels(CNN2DFormat format) {
        for (int[] size : new int[][] {{1, 1}, {5, 1}, {1, 5}, {2, 4}, {4, 2}}) {
            ImageShape shape = new ImageShape(format, 3, size[0], size[1]);
            double[] image = IntStream.range(0, shape.length())
                    .mapToDouble(i -> i / 60.0)
                    .toArray();
            double[] out = new double[image.length];
            new Sharpness(format, 2).draw(new SplitMix(0), shape).apply(image, out);
            assertThat(out).containsExactly(image);
        }
    }

    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void operationsOfPolicies(CNN2DFormat format) {
        assertThat(reference.get("policies")).hasSize(2 * PolicyOperation.values().length);
        ImageShape shape = ImageShape.of(format, images(reference.get("small"), format));
        Resampling resampling = new Resampling(Interpolation.NEAREST, new Fill(0.5));
        reference.get("policies").forEach(row -> {
            PolicyOperation operation =
                    PolicyOperation.values()[row.get("operation").asInt()];
            PolicySpace space = row.get("policy").asText().equals("RandAugment")
                    ? PolicySpace.RAND_AUGMENT
                    : PolicySpace.TRIVIAL_AUGMENT_WIDE;
            assertThat(operation.isSigned()).isEqualTo(row.get("signed").asBoolean());
            double unit = operation == PolicyOperation.SOLARIZE ? 255 : 1;
            for (int level = 0; level < space.levels(); level++) {
                assertThat(unit * space.magnitude(operation, level, shape))
                        .as("%s at %d", operation, level)
                        .isCloseTo(row.get("magnitudes").get(level).asDouble(), within(TOLERANCE));
            }
            row.get("changes").forEach(change -> {
                double magnitude =
                        space.magnitude(operation, change.get("level").asInt(), shape)
                                * change.get("sign").asInt();
                check(
                        row.get("policy") + " " + operation + " " + magnitude,
                        format,
                        "small",
                        change.get("output"),
                        ofShape -> operation.change(ofShape, magnitude, resampling));
            });
        });
    }
}
