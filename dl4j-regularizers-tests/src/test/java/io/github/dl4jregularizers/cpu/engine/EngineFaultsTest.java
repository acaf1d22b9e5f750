package io.github.dl4jregularizers.cpu.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.cpu.RequiresCpuModule;
import io.github.dl4jregularizers.residual.LayerSequence;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.Loader;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The engine in processes that lack the native library, or memory. */
@RequiresCpuModule
@Tag("slow")
class EngineFaultsTest {

    private static final int BATCH = 32;
    private static final int SIZE = 128;

    @Test
    void withoutTheNativeLibraryLayersRunOneAfterAnother() throws Exception {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !new File(entry).getName().matches("dnnl-.*-.*-.*-.*\\.jar"))
                .collect(Collectors.joining(File.pathSeparator));
        String output = run(classPath);
        assertThat(output).containsOnlyOnce("oneDNN is not available, layers run one after another");
        assertThat(output).contains("WAY").doesNotContain("by oneDNN");
        assertThat(sum(output)).isEqualTo(sum(run(System.getProperty("java.class.path"))), within());
    }

    @Test
    void withABrokenNativeLibraryLayersRunOneAfterAnother(@TempDir Path folder) throws Exception {
        Path library = folder.resolve(
                Path.of("org", "bytedeco", "dnnl", Loader.getPlatform(), System.mapLibraryName("jnidnnl")));
        Files.createDirectories(library.getParent());
        Files.writeString(library, "This is not a library.");
        String classPath = System.getProperty("java.class.path");
        String output = run(folder + File.pathSeparator + classPath);
        assertThat(output).containsOnlyOnce("oneDNN is not available, layers run one after another");
        assertThat(output).contains("WAY").doesNotContain("by oneDNN");
        assertThat(sum(output)).isEqualTo(sum(run(classPath)), within());
    }

    @Test
    void withTooLittleMemoryLayersRunOneAfterAnother() throws Exception {
        String classPath = System.getProperty("java.class.path");
        String output = run(classPath, "-Dorg.bytedeco.javacpp.maxbytes=8m");
        assertThat(output).containsOnlyOnce("Layers run one after another instead of by oneDNN");
        assertThat(output).contains("WAY").contains("layer by layer: ");
        assertThat(sum(output)).isEqualTo(sum(run(classPath)), within());
    }

    private static Offset<Double> within() {
        return Offset.offset(1e-2);
    }

    private static double sum(String output) {
        return Double.parseDouble(output.replaceAll("(?s).*SUM (\\S+).*", "$1"));
    }

    private static String run(String classPath, String... flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", classPath, Child.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    /** Trains a step, and prints how. */
    static final class Child {

        private Child() {}

        public static void main(String[] arguments) {
            MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                    .seed(4)
                    .dataType(DataType.FLOAT)
                    .list()
                    .layer(new LayerSequence(
                            new ConvolutionLayer.Builder(3, 3)
                                    .nOut(8)
                                    .convolutionMode(ConvolutionMode.Same)
                                    .build(),
                            new BatchNormalization()))
                    .setInputType(InputType.convolutional(SIZE, SIZE, 3))
                    .build());
            network.init();
            Nd4j.getRandom().setSeed(5);
            INDArray images = Nd4j.randn(DataType.FLOAT, BATCH, 3, SIZE, SIZE);
            network.output(images);
            INDArray output = network.output(images, true);
            System.out.println("WAY " + network.getLayer(0));
            System.out.println("SUM " + output.norm2Number());
        }
    }
}
