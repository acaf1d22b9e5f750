package io.github.dl4jregularizers.augment;

import static io.github.dl4jregularizers.augment.Batches.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.internal.ListOfBatches;
import java.util.Collections;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.AsyncDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;

/** Epochs of the iterator, and errors that are thrown in the training thread. */
class AugmentedDataSetIteratorTest {

    private static final CNN2DFormat NCHW = CNN2DFormat.NCHW;

    private static ListOfBatches batches(int size) {
        return new ListOfBatches(Collections.nCopies(5, Batches.of(size, NCHW, DataType.FLOAT)));
    }

    /** Refuses every batch. */
    private static RandomCropFlip tooLarge() {
        return new RandomCropFlip(NCHW, 0, 1).withSize(9, 9);
    }

    private static MultiLayerNetwork network() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new OutputLayer.Builder()
                        .nOut(Batches.CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(8, 6, 3))
                .build());
        network.init();
        return network;
    }

    /** DL4J alone waits forever or throws, at random: hence many repetitions. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Timeout(60)
    void errorsWhilePrefetchingAreThrownByFit(boolean isGraph) {
        MultiLayerNetwork stack = network();
        for (int i = 0; i < 20; i++) {
            AugmentedDataSetIterator data = new AugmentedDataSetIterator(batches(1), tooLarge());
            assertThat(data.asyncSupported()).isTrue();
            assertThatThrownBy(() -> {
                        if (isGraph) {
                            stack.toComputationGraph().fit(data);
                        } else {
                            stack.fit(data);
                        }
                    })
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("size of padded images must be at least the crop's 9x9, but was 8x6");
        }
    }

    @Test
    void errorsElsewhereAreThrownAtOnce() {
        AugmentedDataSetIterator data = new AugmentedDataSetIterator(batches(1), tooLarge());
        assertThatThrownBy(data::next).isInstanceOf(IllegalArgumentException.class);
    }

    /** As DL4J's early stopping trainers, which start to prefetch and then reset. */
    @Test
    void epochsDrawTheSameHoweverMuchOfTheOneBeforeWasTaken() {
        AugmentedDataSetIterator none = new AugmentedDataSetIterator(batches(2), new RandomCropFlip(NCHW, 2, 1));
        AugmentedDataSetIterator some = new AugmentedDataSetIterator(batches(2), new RandomCropFlip(NCHW, 2, 1));
        double[] first = values(some.next().getFeatures());
        some.next();
        none.reset();
        some.reset();
        double[] second = values(none.next().getFeatures());
        assertThat(values(some.next().getFeatures())).isEqualTo(second).isNotEqualTo(first);
        AugmentedDataSetIterator resumed = new AugmentedDataSetIterator(batches(2), new RandomCropFlip(NCHW, 2, 1));
        resumed.startEpoch(1);
        assertThat(values(resumed.next().getFeatures())).isEqualTo(second);
        resumed.startEpoch(0);
        assertThat(values(resumed.next().getFeatures())).isEqualTo(first);
        assertThatThrownBy(() -> resumed.startEpoch(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("epoch must be >= 0, but was -1");
    }

    @Test
    void epochsOfThePreProcessorDifferToo() {
        AugmentedDataSetIterator data = new AugmentedDataSetIterator(batches(2));
        data.setPreProcessor(new RandomCropFlip(NCHW, 2, 1));
        double[] first = values(data.next().getFeatures());
        data.reset();
        assertThat(values(data.next().getFeatures())).isNotEqualTo(first);
        data.startEpoch(0);
        assertThat(values(data.next().getFeatures())).isEqualTo(first);
    }

    @Test
    @Timeout(60)
    void attacksAreNotPrefetched() {
        DataSetPreProcessor attack = AdversarialExamples.fgsm(network(), 0.1);
        AugmentedDataSetIterator last = new AugmentedDataSetIterator(batches(2));
        last.setPreProcessor(attack);
        assertThat(last.asyncSupported()).isFalse();
        AsyncDataSetIterator forced = new AsyncDataSetIterator(new AugmentedDataSetIterator(batches(2), attack), 2);
        assertThat(forced.hasNext()).isTrue();
        DataSet batch = forced.next();
        assertThatThrownBy(batch::getFeatures)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("prefetching thread");
        forced.shutdown();
    }
}
