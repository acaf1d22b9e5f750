package io.github.dl4jregularizers.benchmark.peers;

import io.github.dl4jregularizers.benchmark.StepTimes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** Trains a network by libtorch, called through {@code org.bytedeco:pytorch}. */
public final class LibtorchPeer {

    static {
        extractLibraries();
    }

    private final LibtorchLayers layers;
    private final UnaryOperator<Tensor> network;
    private final Adam optimizer;
    private final Tensor features;
    private final Tensor labels;
    private final int classes;

    LibtorchPeer(PeerArguments arguments, float[] values) {
        classes = arguments.classes;
        layers = new LibtorchLayers(arguments.channelsLast);
        network = new NetworkDefinitions<>(layers).named(arguments.network);
        Tensor ordered = Tensor.create(values, arguments.shape);
        features = arguments.channelsLast ? ordered.contiguous(MemoryFormat.ChannelsLast) : ordered;
        labels = Tensor.create(arguments.labels());
        optimizer = new Adam(new TensorVector(layers.parameters().toArray(new Tensor[0])), new AdamOptions(1e-3));
    }

    /** JavaCPP loads {@code libtorch.so} before it extracts what that library links to: the first start would crash. */
    private static void extractLibraries() {
        try {
            Loader.cacheResources("/org/bytedeco/pytorch/" + Loader.getPlatform() + "/");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the loss before the step. */
    @SuppressWarnings("try")
    float trainingStep() {
        layers.setTraining(true);
        try (PointerScope scope = new PointerScope()) {
            optimizer.zero_grad();
            Tensor output = network.apply(features);
            Tensor loss = classes > 1
                    ? torch.cross_entropy_loss(output, labels)
                    : torch.binary_cross_entropy_with_logits(output, torch.ones_like(output));
            loss.backward();
            optimizer.step();
            return loss.item_float();
        }
    }

    /** Returns the mean of the output. */
    @SuppressWarnings("try")
    float inference() {
        layers.setTraining(false);
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            return torch.mean(network.apply(features)).item_float();
        }
    }

    LibtorchLayers layers() {
        return layers;
    }

    long weights() {
        return layers.parameters().stream().mapToLong(Tensor::numel).sum();
    }

    /**
     * Prints {@link StepTimes}.
     *
     * @param arguments see {@link PeerArguments}
     * @throws IOException if the version cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        PeerArguments given = new PeerArguments(arguments);
        LibtorchPeer peer = new LibtorchPeer(given, given.features());
        System.out.println(StepTimes.measure(
                peer.weights(),
                peer::trainingStep,
                peer::inference,
                given.seconds,
                "libtorch " + Loader.getVersion("org.bytedeco", "pytorch")));
    }
}
