package io.github.dl4jregularizers.residual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.objdetect.Yolo2OutputLayer;
import org.deeplearning4j.zoo.ZooModel;
import org.deeplearning4j.zoo.model.Darknet19;
import org.deeplearning4j.zoo.model.ResNet50;
import org.deeplearning4j.zoo.model.SqueezeNet;
import org.deeplearning4j.zoo.model.TinyYOLO;
import org.deeplearning4j.zoo.model.UNet;
import org.deeplearning4j.zoo.model.VGG16;
import org.deeplearning4j.zoo.model.Xception;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * Networks of DL4J's zoo: sums and concatenations of the papers' blocks are all found, outputs and training steps are
 * equal.
 */
class ZooFusionTest {

    private static final int CLASSES = 2;
    private static final Sgd SGD = new Sgd(0.01);

    /** Model, input size, blocks in its paper, vertices that stay: outputs, normalized layers. */
    static Stream<Arguments> models() {
        return Stream.of(
                arguments(
                        ResNet50.builder()
                                .inputShape(shape(96))
                                .numClasses(CLASSES)
                                .updater(SGD)
                                .build(),
                        96,
                        16,
                        1),
                arguments(
                        VGG16.builder()
                                .inputShape(shape(32))
                                .numClasses(CLASSES)
                                .updater(SGD)
                                .build(),
                        32,
                        0,
                        1),
                arguments(
                        Darknet19.builder()
                                .inputShape(shape(64))
                                .numClasses(CLASSES)
                                .updater(SGD)
                                .build(),
                        64,
                        0,
                        1),
                arguments(
                        SqueezeNet.builder()
                                .inputShape(shape(64))
                                .numClasses(CLASSES)
                                .updater(SGD)
                                .build(),
                        64,
                        8,
                        1),
                arguments(UNet.builder().inputShape(shape(32)).updater(SGD).build(), 32, 4, 1),
                arguments(
                        TinyYOLO.builder()
                                .inputShape(shape(64))
                                .numClasses(CLASSES)
                                .updater(SGD)
                                .build(),
                        64,
                        0,
                        9 + 8 + 1),
                arguments(
                        Xception.builder()
                                .inputShape(shape(64))
                                .numClasses(CLASSES)
                                .updater(SGD)
                                .build(),
                        64,
                        12,
                        1));
    }

    private static int[] shape(int size) {
        return new int[] {3, size, size};
    }

    private static ComputationGraph network(ZooModel<?> model) {
        ComputationGraph network = (ComputationGraph) model.init();
        network.params().muli(0.3); // As initialized, inference of ResNet50 and Xception overflows.
        return network;
    }

    @ParameterizedTest
    @MethodSource("models")
    void outputsAreEqual(ZooModel<?> model, int size, int blocks, int left) {
        ComputationGraph plain = network(model);
        FusionReport plan = FusedNetworks.plan(plain.getConfiguration());
        assertThat(plan.blocks().size() + plan.concatenations().size())
                .as(plan.toString())
                .isEqualTo(blocks);
        assertThat(plan.left().values().stream().filter(reason -> !reason.equals(GraphFusion.ALONE)))
                .as(plan.toString())
                .hasSize(left);
        ComputationGraph fused = FusedNetworks.of(plain);
        Nd4j.getRandom().setSeed(7);
        INDArray images = Nd4j.rand(DataType.FLOAT, 2, 3, size, size);
        INDArray expected = plain.outputSingle(images);
        assertThat(fused.outputSingle(images).equalsWithEps(expected, 1e-5)).isTrue();
        ComputationGraph back = FusedNetworks.plain(fused);
        Map<String, INDArray> parameters = plain.paramTable();
        assertThat(back.paramTable()).isEqualTo(parameters);
        assertThat(back.outputSingle(images)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("models")
    @Tag("slow")
    void trainingStepsAreEqual(ZooModel<?> model, int size, int blocks, int left) {
        ComputationGraph plain = network(model).convertDataType(DataType.DOUBLE);
        ComputationGraph fused = FusedNetworks.of(plain);
        Nd4j.getRandom().setSeed(7);
        INDArray images = Nd4j.rand(DataType.DOUBLE, 2, 3, size, size);
        INDArray labels = Nd4j.zeros(DataType.DOUBLE, labels(plain, images));
        if (!isYolo(plain)) {
            labels.slice(0).slice(0).assign(1);
        }
        for (int step = 0; step < 2; step++) {
            Nd4j.getRandom().setSeed(step + 1);
            plain.fit(new DataSet(images, labels));
            Nd4j.getRandom().setSeed(step + 1);
            fused.fit(new DataSet(images, labels));
        }
        Map<String, INDArray> trained = FusedNetworks.plain(fused).paramTable();
        plain.paramTable().forEach((name, expected) -> assertThat(
                        trained.get(name).sub(expected).norm2Number().doubleValue())
                .as(name)
                .isLessThanOrEqualTo(1e-9 * (1e-3 + expected.norm2Number().doubleValue())));
    }

    /** The shape of the output, with the bounding boxes of Yolo2OutputLayer in place of its anchors: no objects. */
    private static long[] labels(ComputationGraph network, INDArray images) {
        long[] shape = network.outputSingle(images).shape().clone();
        if (isYolo(network)) {
            shape[1] = CLASSES + 4;
        }
        return shape;
    }

    private static boolean isYolo(ComputationGraph network) {
        return network.getOutputLayer(0) instanceof Yolo2OutputLayer;
    }
}
