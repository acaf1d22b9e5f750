package io.github.dl4jregularizers.benchmark.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Values of {@code reference/peers/generate.py}: a network's first steps in PyTorch. */
final class TorchReference {

    private static final int FEATURES_KEY = 1000;

    private final String network;
    private final JsonObject values;

    TorchReference(String network) {
        this.network = network;
        try (Reader reader = new InputStreamReader(
                TorchReference.class.getResourceAsStream("/reference/peers/values.json"), StandardCharsets.UTF_8)) {
            values = new Gson()
                    .fromJson(reader, JsonObject.class)
                    .getAsJsonObject("networks")
                    .getAsJsonObject(network);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    PeerArguments arguments(String order) {
        return new PeerArguments(
                network,
                values.get("shape").getAsString(),
                values.get("classes").getAsString(),
                order,
                "0");
    }

    float[] features() {
        return keyed(FEATURES_KEY, PeerArguments.size(arguments("default").shape));
    }

    /** Parameter number {@code key} with its shape. */
    static float[] parameter(int key, long... shape) {
        int size = PeerArguments.size(shape);
        float[] uniform = keyed(key, size);
        double bound = Math.sqrt(6.0 * shape[0] / size);
        for (int i = 0; i < size; i++) {
            uniform[i] = (float) (shape.length == 1 ? 0.5 + 0.25 * exact(key, i) : bound * exact(key, i));
        }
        return uniform;
    }

    private static float[] keyed(int key, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) exact(key, i);
        }
        return values;
    }

    private static double exact(int key, long k) {
        return (31 * k * k + 7 * k + 13 * key) % 2003 / 1001.0 - 1;
    }

    /** Compares number of parameters, three losses, and the mean output after the steps. */
    void check(String adam, long weights, Supplier<Float> trainingStep, Supplier<Float> inference) {
        assertThat(weights).isEqualTo(values.get("weights").getAsLong());
        JsonObject steps = values.getAsJsonObject(adam);
        JsonArray expected = steps.getAsJsonArray("losses");
        float first = expected.get(0).getAsFloat();
        for (int step = 0; step < expected.size(); step++) {
            float loss = expected.get(step).getAsFloat();
            // Adam's first steps follow the sign of a gradient, and rounding flips the sign of tiny ones.
            float tolerance = step == 0 ? 1e-5f * first : 1e-4f * first + 1e-3f * loss;
            assertThat(trainingStep.get())
                    .as("loss of step %d of %s", step, network)
                    .isCloseTo(loss, within(tolerance));
        }
        float mean = steps.get("meanOutput").getAsFloat();
        assertThat(inference.get()).as("mean output").isCloseTo(mean, within(1e-2f * Math.abs(mean)));
    }
}
