package io.github.dl4jregularizers.depth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One pass over arrays of either order, against ND4J, which goes element by element through views. */
class PassKernelTest {

    private static final LayerWorkspaceMgr WORKSPACES = LayerWorkspaceMgr.noWorkspaces();

    /** Examples that end within a tile, tiles that end within an example, many channels, one channel, one position. */
    @ParameterizedTest
    @CsvSource({
        "FLOAT, 3, 16, 9, 13",
        "DOUBLE, 3, 16, 9, 13",
        "FLOAT, 70, 5, 11, 7",
        "FLOAT, 2, 1500, 3, 2",
        "FLOAT, 6, 1, 40, 31",
        "DOUBLE, 5, 7, 1, 1"
    })
    void eitherOrder(DataType type, int examples, int channels, int height, int width) {
        INDArray a = Nd4j.randn(type, examples, channels, height, width);
        INDArray b = Nd4j.randn(type, examples, channels, height, width);
        INDArray sum = a.add(b);
        INDArray positive = a.mul(a.gt(0).castTo(type));
        INDArray masked = b.mul(a.gt(0).castTo(type));
        int threads = Nd4j.getEnvironment().maxMasterThreads();
        Nd4j.getEnvironment().setMaxMasterThreads(3);
        try {
            INDArray last = ChannelsLast.of(a.dup(), ArrayType.INPUT, WORKSPACES);
            assertThat(ChannelsLast.is(last)).isTrue();
            assertThat(last).isEqualTo(a);
            INDArray back = ChannelsLast.usual(last, ArrayType.INPUT, WORKSPACES);
            assertThat(Tile.isDense(back)).isTrue();
            assertThat(back).isEqualTo(a);
            INDArray target = a.ulike();
            PassKernel.add(last, b, target);
            assertThat(target).isEqualTo(sum);
            ReluKernel.rectify(last, target);
            assertThat(target).isEqualTo(positive);
            ReluKernel.backward(last, b);
            assertThat(last).isEqualTo(masked);
            PassKernel.copy(a, last);
            ReluKernel.rectifySum(last, b, target);
            assertThat(last).isEqualTo(sum);
            assertThat(target).isEqualTo(sum.mul(sum.gt(0).castTo(type)));
            PassKernel.copy(a, last);
            PassKernel.add(last, b);
            assertThat(last).isEqualTo(sum);
        } finally {
            Nd4j.getEnvironment().setMaxMasterThreads(threads);
        }
    }

    @Test
    void otherOrdersAndTypesAreLeftToNd4j() {
        INDArray a = Nd4j.rand(DataType.FLOAT, 4, 3);
        INDArray b = Nd4j.rand(DataType.FLOAT, 3, 4).transpose();
        INDArray sum = a.add(b);
        assertThat(ReluKernel.computes(new ActivationReLU(), a, b)).isFalse();
        assertThat(PassKernel.computes(a.castTo(DataType.BFLOAT16))).isFalse();
        INDArray target = a.ulike();
        PassKernel.add(a, b, target);
        assertThat(target).isEqualTo(sum);
        PassKernel.add(a, b);
        assertThat(a).isEqualTo(sum);
        PassKernel.copy(b, a);
        assertThat(a).isEqualTo(b);
    }

    @ParameterizedTest
    @CsvSource({"2", "3", "4", "5"})
    void everyRank(int rank) {
        long[] shape = new long[] {3, 4, 2, 5, 3};
        long[] ofRank = Arrays.copyOf(shape, rank);
        INDArray array = Nd4j.rand(DataType.FLOAT, ofRank);
        INDArray last = ChannelsLast.of(array, ArrayType.INPUT, WORKSPACES);
        assertThat(last.shape()).isEqualTo(ofRank);
        assertThat(last).isEqualTo(array);
        assertThat(ChannelsLast.is(last)).isTrue();
        assertThat(ChannelsLast.is(array)).isEqualTo(rank == 2);
        assertThat(Tile.isDense(ChannelsLast.inMemory(last))).isTrue();
        INDArray like = ChannelsLast.createLike(last, 2, ArrayType.INPUT, WORKSPACES);
        ofRank[0] = 2;
        assertThat(like.shape()).isEqualTo(ofRank);
        assertThat(ChannelsLast.is(like)).isTrue();
    }
}
