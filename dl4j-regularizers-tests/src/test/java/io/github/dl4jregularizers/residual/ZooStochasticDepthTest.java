package io.github.dl4jregularizers.residual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.dl4jregularizers.DropRate;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.zoo.ZooModel;
import org.deeplearning4j.zoo.model.FaceNetNN4Small2;
import org.deeplearning4j.zoo.model.InceptionResNetV1;
import org.deeplearning4j.zoo.model.ResNet50;
import org.deeplearning4j.zoo.model.SqueezeNet;
import org.deeplearning4j.zoo.model.Xception;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Stochastic depth in graphs of DL4J's zoo: the expected branches are those of the models' papers. */
class ZooStochasticDepthTest {

    private static final int[] SHAPE = {3, 96, 96};
    private static final int CLASSES = 2;

    private static ZooModel<?> resNet50() {
        return ResNet50.builder().inputShape(SHAPE).numClasses(CLASSES).build();
    }

    /** Four stages of 3, 4, 6 and 3 blocks. */
    private static Stream<String> branchesOfResNet50() {
        return Stream.of("2abc", "3abcd", "4abcdef", "5abc").flatMap(stage -> stage.substring(1)
                .chars()
                .mapToObj(block ->
                        String.format("short%1$c%2$c_branch drops bn%1$c%2$c_branch2c", stage.charAt(0), block)));
    }

    private static ZooModel<?> inceptionResNet() {
        return InceptionResNetV1.builder().inputShape(SHAPE).numClasses(CLASSES).build();
    }

    /** Five blocks A, ten blocks B, five blocks C; each concatenates paths and projects and scales that. */
    private static Stream<String> branchesOfInceptionResNet() {
        return Stream.of("A 5", "B 10", "C 5")
                .flatMap(stage -> IntStream.rangeClosed(1, Integer.parseInt(stage.substring(2)))
                        .mapToObj(block -> String.format(
                                "resnet%1$c-shortcut-%2$d drops resnet%1$c-scaling-%2$d", stage.charAt(0), block)));
    }

    private static ZooModel<?> xception() {
        return Xception.builder().inputShape(SHAPE).numClasses(CLASSES).build();
    }

    /** Twelve of the fourteen blocks have a shortcut, four of them past a pooling layer. */
    private static Stream<String> branchesOfXception() {
        return IntStream.rangeClosed(2, 13)
                .mapToObj(block -> "add" + (block - 1) + " drops block" + block
                        + (block < 5 || block == 13 ? "_pool" : "_sepconv3_bn"));
    }

    static Stream<Arguments> modelsWithBranches() {
        return Stream.of(
                arguments(resNet50(), branchesOfResNet50(), 0),
                arguments(inceptionResNet(), branchesOfInceptionResNet(), 20 + 2),
                arguments(xception(), branchesOfXception(), 0));
    }

    @ParameterizedTest
    @MethodSource("modelsWithBranches")
    void everyResidualBranchIsDroppedAndEveryConcatenationLeftAlone(
            ZooModel<?> model, Stream<String> branches, int concatenations) {
        List<String> expected = branches.collect(Collectors.toList());
        List<DropPathPlacement> plan = StochasticDepth.plan(conf(model), 0.5);
        List<DropPathPlacement> dropped =
                plan.stream().filter(DropPathPlacement::isInserted).collect(Collectors.toList());
        assertThat(dropped)
                .extracting(placement ->
                        placement.meeting() + " drops " + placement.branch().orElseThrow())
                .containsExactlyElementsOf(expected);
        for (int l = 1; l <= expected.size(); l++) {
            assertThat(dropped.get(l - 1).dropRate()).contains(DropRate.of((double) l / expected.size() * 0.5));
        }
        assertThat(plan.stream().filter(Predicate.not(DropPathPlacement::isInserted)))
                .hasSize(concatenations)
                .allMatch(placement -> placement.reason().equals("MergeVertex does not add"));
    }

    static Stream<Arguments> modelsWithout() {
        return Stream.of(
                arguments(
                        SqueezeNet.builder()
                                .inputShape(SHAPE)
                                .numClasses(CLASSES)
                                .build(),
                        8),
                arguments(
                        FaceNetNN4Small2.builder()
                                .inputShape(SHAPE)
                                .numClasses(CLASSES)
                                .build(),
                        7));
    }

    @ParameterizedTest
    @MethodSource("modelsWithout")
    void modelsThatOnlyConcatenateAreRefused(ZooModel<?> model, int concatenations) {
        ComputationGraphConfiguration conf = conf(model);
        assertThat(StochasticDepth.plan(conf, 0.5))
                .hasSize(concatenations)
                .allMatch(placement -> placement.toString().endsWith(": left alone, MergeVertex does not add"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StochasticDepth.insertInto(conf, 0.5))
                .withMessageContaining("residual branches");
    }

    private static ComputationGraphConfiguration conf(ZooModel<?> model) {
        return ((ComputationGraph) model.init()).getConfiguration();
    }

    @Test
    void resNet50TakesItsParametersByNameAndTrains() {
        ComputationGraph original = (ComputationGraph) resNet50().init();
        original.params().muli(0.3); // As initialized, and not yet trained, its inference overflows.
        ComputationGraph changed = new ComputationGraph(StochasticDepth.insertInto(original.getConfiguration(), 0.5));
        changed.init();
        changed.setParamTable(original.paramTable());
        INDArray images = Nd4j.rand(2, 3, 96, 96);
        INDArray expected = original.outputSingle(images);
        assertThat(expected.sumNumber().doubleValue()).isCloseTo(2, within(1e-5));
        assertThat(changed.outputSingle(images)).isEqualTo(expected);
        changed.fit(new DataSet(images, Nd4j.eye(CLASSES)));
        assertThat(changed.score()).isFinite();
        assertThat(changed.params()).isNotEqualTo(original.params());
    }
}
