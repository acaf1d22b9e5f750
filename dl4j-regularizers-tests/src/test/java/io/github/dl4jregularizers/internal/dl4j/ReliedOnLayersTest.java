package io.github.dl4jregularizers.internal.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.weightnoise.DropConnect;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.AsyncDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Behavior of DL4J's layers and iterators that the library relies on. A failure names what changed in DL4J. */
class ReliedOnLayersTest {

    private static MultiLayerNetwork network(InputType input, Layer... layers) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .list(layers)
                .setInputType(input)
                .validateOutputLayerConfig(false)
                .build());
        network.init();
        return network;
    }

    private static OutputLayer output(int classes) {
        return new OutputLayer.Builder()
                .nOut(classes)
                .activation(Activation.SOFTMAX)
                .build();
    }

    @Test
    void theConfigurationOfAWrappersRuntimeIsThatOfTheLayerInside() {
        MultiLayerNetwork network = network(
                InputType.recurrent(3),
                new LastTimeStep(new LSTM.Builder().nOut(2).build()),
                new DropConnect(
                        DropRate.of(0.5), new DenseLayer.Builder().nOut(2).build()));
        assertThat(RunningConfiguration.of(network.getLayer(0)))
                .as("BaseWrapperLayer.conf() is the wrapper's: constraints and FeatureShape take the wrapper apart")
                .isInstanceOf(LSTM.class);
        assertThat(RunningConfiguration.of(network.getLayer(1)))
                .as("WrappedRuntime: init() of a network no longer calls setIterationCount on its layers")
                .isInstanceOf(DenseLayer.class);
    }

    @Test
    void transferLearningReadsTheWrapperFromARuntimeOutsideANetwork() {
        MultiLayerNetwork network = network(
                InputType.feedForward(3),
                new DropConnect(
                        DropRate.of(0.5), new DenseLayer.Builder().nOut(2).build()),
                output(2));
        MultiLayerNetwork changed = new TransferLearning.Builder(network)
                .fineTuneConfiguration(new FineTuneConfiguration.Builder().build())
                .removeOutputLayer()
                .addLayer(new OutputLayer.Builder()
                        .nIn(2)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build();
        assertThat(changed.getLayerWiseConfigurations().getConf(0).getLayer())
                .as("WrappedRuntime: TransferLearning takes a layer's configuration from elsewhere than conf()")
                .isInstanceOf(DropConnect.class);
    }

    @Test
    void gradientsOfBidirectionalCannotBeSplitByItsInitializer() {
        org.deeplearning4j.nn.api.Layer layer = network(
                        InputType.recurrent(3),
                        new Bidirectional(new LSTM.Builder().nOut(2).build()))
                .getLayer(0);
        NeuralNetConfiguration conf = layer.conf();
        INDArray flat = Nd4j.arange(layer.numParams()).castTo(DataType.DOUBLE).reshape(1, layer.numParams());
        assertThatThrownBy(() -> conf.getLayer().initializer().getGradientsFromFlattened(conf, flat))
                .as("BidirectionalParamInitializer splits gradients: GradientViews may go")
                .isInstanceOf(ClassCastException.class);
        Map<String, INDArray> views = GradientViews.of(conf, flat);
        layer.paramTable().forEach((name, parameter) -> {
            layer.setParams(flat);
            assertThat(views.get(name)).as(name).isEqualTo(layer.getParam(name));
        });
    }

    /** gamma 2, variance 4, epsilon 0: the gradient passes with a factor of 1. */
    @Test
    void theBackwardPassOfBatchNormNeedsBatchStatistics() {
        MultiLayerNetwork network = network(
                InputType.feedForward(3),
                new BatchNormalization.Builder().eps(0).useLogStd(false).build());
        network.initGradientsView();
        network.getParam("0_gamma").assign(2);
        network.getParam("0_var").assign(4);
        org.deeplearning4j.nn.api.Layer layer = network.getLayer(0);
        INDArray epsilon = Nd4j.createFromArray(new double[][] {{1, 2, 3}, {4, 5, 7}});
        LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();
        layer.setInput(Nd4j.createFromArray(new double[][] {{1, 0, 2}, {3, 1, 1}}), workspaces);
        layer.activate(false, workspaces);
        assertThat(InferenceNormalization.backward(layer, epsilon, workspaces)).isEqualTo(epsilon);
        INDArray theirs = null;
        try {
            theirs = layer.backpropGradient(epsilon.dup(), workspaces).getSecond();
        } catch (RuntimeException e) {
            assertThat(e).isNotNull();
        }
        assertThat(theirs)
                .as("BatchNormalization has the gradient of its inference pass: InferenceNormalization may go")
                .isNotEqualTo(epsilon);
    }

    @Test
    void prefetchingThreadsAreNestedInTheIterator() {
        Set<Boolean> prefetching = ConcurrentHashMap.newKeySet();
        List<DataSet> batches = List.of(new DataSet(Nd4j.ones(1, 1), Nd4j.ones(1, 1)));
        AsyncDataSetIterator asynchronous = new AsyncDataSetIterator(new ListDataSetIterator<>(batches, 1) {
            @Override
            public DataSet next() {
                prefetching.add(Prefetching.isHere());
                return super.next();
            }
        });
        assertThat(asynchronous.hasNext()).isTrue();
        assertThat(asynchronous.next().numExamples()).isEqualTo(1);
        asynchronous.shutdown();
        assertThat(prefetching)
                .as("Prefetching: the thread of AsyncDataSetIterator is no longer a class nested in it")
                .containsExactly(true);
        assertThat(Prefetching.isHere()).isFalse();
    }
}
