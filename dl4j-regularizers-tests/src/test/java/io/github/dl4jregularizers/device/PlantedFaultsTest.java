package io.github.dl4jregularizers.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Dropouts that should double their input, and that use the memory of the host: each fault shows. */
@EnabledIfSystemProperty(
        named = FakeDevice.PROPERTY,
        matches = "true",
        disabledReason = "ND4J's buffers are the ordinary ones in this JVM")
class PlantedFaultsTest {

    private static final int INPUTS = 5;

    private final INDArray input = Nd4j.createFromArray(new float[][] {{1, 2, 3, 4, 5}, {6, 7, 8, 9, 10}});

    /** Doubles an array into another one of the same length. */
    private abstract static class Doubling implements IDropout {

        private static final long serialVersionUID = 1;

        abstract void writeDoubled(INDArray from, INDArray to);

        @Override
        public INDArray applyDropout(
                INDArray from, INDArray to, int iteration, int epoch, LayerWorkspaceMgr workspaces) {
            writeDoubled(from, to);
            return to;
        }

        @Override
        public INDArray backprop(INDArray from, INDArray to, int iteration, int epoch) {
            return to.assign(from).muli(2);
        }

        @Override
        public void clear() {}

        @Override
        public IDropout clone() {
            return this;
        }
    }

    private static final class ByOperation extends Doubling {
        private static final long serialVersionUID = 1;

        @Override
        void writeDoubled(INDArray from, INDArray to) {
            to.assign(from).muli(2);
        }
    }

    private static final class ThroughNio extends Doubling {
        private static final long serialVersionUID = 1;

        @Override
        void writeDoubled(INDArray from, INDArray to) {
            to.assign(from);
            FloatBuffer memory = to.data().asNioFloat();
            for (int i = 0; i < to.length(); i++) {
                memory.put(i, 2 * memory.get(i));
            }
        }
    }

    private static final class ThroughPointer extends Doubling {
        private static final long serialVersionUID = 1;

        @Override
        void writeDoubled(INDArray from, INDArray to) {
            FloatPointer memory = (FloatPointer) from.data().addressPointer();
            float[] doubled = new float[(int) from.length()];
            for (int i = 0; i < doubled.length; i++) {
                doubled[i] = 2 * memory.get(i);
            }
            to.assign(Nd4j.createFromArray(doubled).reshape(to.shape()));
        }
    }

    private static final class ByElement extends Doubling {
        private static final long serialVersionUID = 1;

        @Override
        void writeDoubled(INDArray from, INDArray to) {
            for (int i = 0; i < from.length(); i++) {
                to.putScalar(i, 2 * from.getFloat(i));
            }
        }
    }

    /** The sum of the layer's inputs, after the dropout. */
    private float[] sums(IDropout dropout) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder()
                        .nOut(1)
                        .hasBias(false)
                        .activation(Activation.IDENTITY)
                        .dropOut(dropout)
                        .build())
                .setInputType(InputType.feedForward(INPUTS))
                .build());
        network.init();
        network.params().assign(1);
        INDArray[] output = new INDArray[1];
        AccessLog.record(() -> output[0] = network.output(input, true));
        return output[0].toFloatVector();
    }

    @Test
    void anOperationDoubles() {
        assertThat(sums(new ByOperation())).containsExactly(30, 80);
        assertThat(AccessLog.count(access -> access.pass)).isZero();
    }

    @Test
    void aWriteThroughNioIsLost() {
        assertThat(sums(new ThroughNio())).containsExactly(15, 40);
    }

    @Test
    void aReadThroughAPointerIsNoValue() {
        assertThat(sums(new ThroughPointer())).containsExactly(Float.NaN, Float.NaN);
    }

    @Test
    void aLoopOverElementsIsCountedInThePass() {
        assertThat(sums(new ByElement())).containsExactly(30, 80);
        assertThat(AccessLog.count(access -> access.pass && access.element && access.read))
                .isEqualTo(2 * INPUTS);
        assertThat(AccessLog.count(access -> access.pass && access.element && !access.read))
                .isEqualTo(2 * INPUTS);
    }
}
