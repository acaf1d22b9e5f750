package io.github.dl4jregularizers.benchmark.peers;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The first steps of libtorch and of PyTorch are the same. */
class LibtorchPeerTest {

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
        LibtorchPeer peer = new LibtorchPeer(reference.arguments(order), reference.features());
        fill(peer.layers().parameters());
        reference.check("libtorch", peer.weights(), peer::trainingStep, peer::inference);
    }

    @SuppressWarnings("try")
    private static void fill(List<Tensor> parameters) {
        try (NoGradGuard guard = new NoGradGuard()) {
            for (int key = 0; key < parameters.size(); key++) {
                long[] shape = parameters.get(key).shape();
                parameters.get(key).copy_(Tensor.create(TorchReference.parameter(key, shape), shape));
            }
        }
    }

    @Test
    void unknownNamesAreRefused() {
        assertThatThrownBy(() -> new PeerArguments("cnn", "8x3x32x32", "10", "nhwc", "1"))
                .hasMessage("order must be default or channels-last, but was nhwc");
        PeerArguments arguments = new PeerArguments("vgg", "8x3x32x32", "10", "default", "1");
        assertThatThrownBy(() -> new LibtorchPeer(arguments, arguments.features()))
                .hasMessageContainingAll("network must be one of", "resnet20", "vgg");
    }
}
