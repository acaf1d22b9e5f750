package io.github.dl4jregularizers.reference;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** Reads reference values from {@code /reference/TOPIC/values.json} on the class path. */
public final class Reference {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Reference() {}

    /**
     * Returns the values of a topic.
     *
     * @param topic the folder
     * @return the whole file
     */
    public static JsonNode of(String topic) {
        String path = "/reference/" + topic + "/values.json";
        try (InputStream in = Reference.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("no reference values at " + path);
            }
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns a nested list of numbers as an array.
     *
     * @param node the list
     * @param type of the array
     * @return null for null, in Java or JSON
     */
    public static INDArray array(JsonNode node, DataType type) {
        if (node == null || node.isNull()) {
            return null;
        }
        int rank = 0;
        for (JsonNode level = node; level.isArray(); level = level.get(0)) {
            rank++;
        }
        long[] shape = new long[rank];
        JsonNode level = node;
        for (int axis = 0; axis < rank; axis++) {
            shape[axis] = level.size();
            level = level.get(0);
        }
        INDArray out = Nd4j.create(DataType.DOUBLE, shape);
        fill(node, out.reshape(out.length()), 0);
        return out.castTo(type);
    }

    private static long fill(JsonNode node, INDArray flat, long next) {
        if (!node.isArray()) {
            flat.putScalar(next, node.asDouble());
            return next + 1;
        }
        long at = next;
        for (JsonNode child : node) {
            at = fill(child, flat, at);
        }
        return at;
    }
}
