package io.github.dl4jregularizers.calibration;

import io.github.dl4jregularizers.internal.Arguments;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonMappingException;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** Converts fitted objects to text, to save beside a model. */
final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static <T> T read(String json, Class<T> type) {
        try {
            return MAPPER.readValue(Arguments.required("json", json), type);
        } catch (JsonMappingException e) {
            throw e.getCause() instanceof IllegalArgumentException
                    ? (IllegalArgumentException) e.getCause()
                    : notOf(type, json, e);
        } catch (JsonProcessingException e) {
            throw notOf(type, json, e);
        }
    }

    private static IllegalArgumentException notOf(Class<?> type, String json, Exception cause) {
        return new IllegalArgumentException(
                Arguments.invalid("json", "the result of " + type.getSimpleName() + ".toJson()", json)
                        .getMessage(),
                cause);
    }
}
