package io.github.dl4jregularizers.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The fake device shows host code what a GPU would show it. */
@EnabledIfSystemProperty(
        named = FakeDevice.PROPERTY,
        matches = "true",
        disabledReason = "ND4J's buffers are the ordinary ones in this JVM")
class FakeDeviceTest {

    private static final int LENGTH = 10;

    @Test
    void whatIsWrittenIntoANioBufferIsLost() {
        INDArray array = Nd4j.createFromArray(1f, 2f, 3f);
        FloatBuffer copy = array.data().asNioFloat();
        assertThat(copy.get(1)).isEqualTo(2);
        copy.put(1, 7);
        assertThat(array.toFloatVector()).containsExactly(1, 2, 3);
    }

    @Test
    void memoryBehindAPointerIsNotTheDevices() {
        INDArray array = Nd4j.createFromArray(1f, 2f, 3f);
        FloatPointer pointer = (FloatPointer) array.data().addressPointer();
        assertThat(pointer.get(1)).isNaN();
        pointer.put(1, 7);
        assertThat(array.toFloatVector()).containsExactly(1, 2, 3);
        assertThat(((FloatPointer) array.data().pointer()).get(0)).isNaN();
    }

    @Test
    void anAddressOnTheHostMayNotExist() {
        DataBuffer data = Nd4j.ones(1).data();
        assertThatThrownBy(data::address).isInstanceOf(NullPointerException.class);
    }

    @Test
    void operationsComputeWithTheDevicesValues() {
        INDArray array = Nd4j.createFromArray(1.0, 2.0, 3.0);
        assertThat(array.add(1).mul(array).toDoubleVector()).containsExactly(2, 6, 12);
        assertThat(array.reshape(3, 1).mmul(array.reshape(1, 3)).sumNumber().doubleValue())
                .isEqualTo(36);
        array.putScalar(0, 5);
        assertThat(array.sumNumber().doubleValue()).isEqualTo(10);
    }

    @Test
    void aLoopOverElementsIsCounted() {
        INDArray array = Nd4j.ones(LENGTH);
        AccessLog.record(() -> {
            for (int i = 0; i < LENGTH; i++) {
                array.putScalar(i, array.getDouble(i) + 1);
            }
        });
        assertThat(AccessLog.count(access -> access.element && access.read)).isEqualTo(LENGTH);
        assertThat(AccessLog.count(access -> access.element && !access.read)).isEqualTo(LENGTH);
        assertThat(AccessLog.counts(access -> true).keySet()).allMatch(name -> name.contains("FakeDeviceTest"));
    }

    @Test
    void aBulkReadIsOneAccess() {
        INDArray array = Nd4j.ones(LENGTH);
        AccessLog.record(array::toFloatVector);
        assertThat(AccessLog.count(access -> !access.element && access.read)).isEqualTo(1);
        assertThat(AccessLog.count(access -> access.element)).isZero();
    }

    @Test
    void operationsNeedNoAccess() {
        INDArray array = Nd4j.ones(LENGTH, LENGTH);
        AccessLog.record(() -> array.mmul(array).addi(1).sum(0));
        assertThat(AccessLog.counts(access -> true)).isEmpty();
    }
}
