package io.github.dl4jregularizers.penalty;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.backend.Backend;
import io.github.dl4jregularizers.internal.dl4j.Detached;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Objects;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The starting point of one weight: its values in the order of the network's parameter array, and its place there. In
 * JSON, the values are in Base64. Immutable.
 */
final class StartingWeight implements Serializable {

    private static final long serialVersionUID = 1;

    private final String name;
    private final long offset;
    private final INDArray values;

    StartingWeight(String name, long offset, INDArray values) {
        this.name = name;
        this.offset = offset;
        this.values = values;
    }

    @JsonCreator
    static StartingWeight of(
            @JsonProperty("name") String name,
            @JsonProperty("offset") long offset,
            @JsonProperty("type") String type,
            @JsonProperty("values") String values) {
        byte[] bytes = Base64.getDecoder().decode(Arguments.required("values", values));
        DataType precision = DataType.valueOf(Arguments.required("type", type));
        double[] numbers = new double[bytes.length / precision.width()];
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = precision == DataType.DOUBLE ? in.readDouble() : in.readFloat();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new StartingWeight(name, offset, Detached.of(() -> Backend.current()
                .transfer()
                .array(numbers, precision, numbers.length)));
    }

    @JsonProperty("name")
    String name() {
        return name;
    }

    @JsonProperty("offset")
    long offset() {
        return offset;
    }

    @JsonProperty("type")
    String type() {
        return values.dataType().name();
    }

    @JsonProperty("values")
    String encoded() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (double value : Backend.current().transfer().doubles(values)) {
                if (values.dataType() == DataType.DOUBLE) {
                    out.writeDouble(value);
                } else {
                    out.writeFloat((float) value);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    long length() {
        return values.length();
    }

    /** Returns the values in the shape, order and type of a parameter. */
    INDArray like(INDArray parameter) {
        return values.castTo(parameter.dataType()).reshape(parameter.ordering(), parameter.shape());
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof StartingWeight)) {
            return false;
        }
        StartingWeight that = (StartingWeight) other;
        return name.equals(that.name) && offset == that.offset && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, offset, values.length());
    }
}
