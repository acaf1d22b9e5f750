package io.github.dl4jregularizers.benchmark;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.weightnoise.DropConnect;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Forward and backward pass of a dense layer of 1024 inputs and outputs: plain, and with DropConnect. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DropConnectBenchmark {

    private static final int SIZE = 1024;
    private static final String WORKSPACE = "DROPCONNECT_STEP";
    private static final WorkspaceConfiguration CONFIGURATION = WorkspaceConfiguration.builder()
            .initialSize(0)
            .policyLearning(LearningPolicy.FIRST_LOOP)
            .build();

    /** The layer without noise, or with a mask per batch. */
    @Param({"plain", "dropconnect"})
    public String layer;

    /** Examples of a minibatch. */
    @Param({"64", "128"})
    public int batch;

    private final LayerWorkspaceMgr manager = LayerWorkspaceMgr.builder()
            .defaultWorkspace(WORKSPACE, CONFIGURATION)
            .build();
    private org.deeplearning4j.nn.api.Layer subject;
    private INDArray input;
    private INDArray outputGradient;

    /** A network around the layer, and random inputs. */
    @Setup(Level.Trial)
    public void prepare() {
        Layer dense =
                new DenseLayer.Builder().nOut(SIZE).activation(Activation.RELU).build();
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(layer.equals("plain") ? dense : new DropConnect(DropRate.of(0.5), dense))
                .layer(new OutputLayer.Builder()
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.feedForward(SIZE))
                .build());
        network.init();
        network.initGradientsView();
        subject = network.getLayer(0);
        input = Nd4j.randn(DataType.FLOAT, batch, SIZE);
        outputGradient = Nd4j.randn(DataType.FLOAT, batch, SIZE);
    }

    /** Both passes in a workspace, as a network makes them. */
    @Benchmark
    public void forwardAndBackward() {
        MemoryWorkspace workspace = Nd4j.getWorkspaceManager().getAndActivateWorkspace(CONFIGURATION, WORKSPACE);
        try {
            subject.activate(input, true, manager);
            subject.backpropGradient(outputGradient.dup(), manager);
            subject.clear();
        } finally {
            workspace.close();
        }
    }
}
