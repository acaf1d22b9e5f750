package io.github.dl4jregularizers.benchmark.peers;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The first steps of DJL and of PyTorch are the same. */
class DjlPeerTest {

    @ParameterizedTest
    @CsvSource({
        "resnet8, default",
        "resnet20, default",
        "resnet20, channels-last",
        "resnet110, default",
        "cnn, default",
        "cnn, channels-last",
        "resnet50, default",
        "unet, default",
        "unet, channels-last",
        "mlp, default"
    })
    void firstStepsAreThoseOfPyTorch(String network, String order) {
        TorchReference reference = new TorchReference(network);
        try (DjlPeer peer = new DjlPeer(reference.arguments(order), reference.features())) {
            fill(peer.parameters());
            reference.check("djl", peer.weights(), peer::trainingStep, peer::inference);
        }
    }

    private static void fill(List<NDArray> parameters) {
        for (int key = 0; key < parameters.size(); key++) {
            long[] shape = parameters.get(key).getShape().getShape();
            parameters.get(key).set(TorchReference.parameter(key, shape));
        }
    }
}
