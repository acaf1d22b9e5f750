package io.github.dl4jregularizers.benchmark.peers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The networks of the benchmark. Parameters have the order of the networks in {@code peers.py}.
 *
 * @param <L> the library's type of a layer
 */
final class NetworkDefinitions<L> {

    private static final List<String> NAMES =
            List.of("resnet8", "resnet20", "resnet110", "cnn", "resnet50", "unet", "mlp");

    private final Layers<L> make;

    NetworkDefinitions(Layers<L> make) {
        this.make = make;
    }

    L named(String name) {
        switch (name) {
            case "resnet8":
            case "resnet20":
            case "resnet110":
                return resNet((Integer.parseInt(name.substring("resnet".length())) - 2) / 6);
            case "cnn":
                return cnn();
            case "resnet50":
                return resNet50();
            case "unet":
                return uNet();
            case "mlp":
                return sequence(
                        make.dense(784, 1024, true),
                        make.relu(),
                        make.dense(1024, 1024, true),
                        make.relu(),
                        make.dense(1024, 10, true));
            default:
                throw new IllegalArgumentException("network must be one of " + NAMES + ", but was " + name);
        }
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private final L sequence(L... layers) {
        return make.sequence(Arrays.asList(layers));
    }

    private L normalized(int inputs, int outputs, int kernel, int stride) {
        return sequence(make.convolution(inputs, outputs, kernel, stride, false), make.batchNorm(outputs));
    }

    /** He et al. 2016, CIFAR version: three stages, shortcuts without parameters. */
    private L resNet(int blocks) {
        List<L> layers = new ArrayList<>(List.of(normalized(3, 16, 3, 1), make.relu()));
        int inputs = 16;
        for (int outputs : new int[] {16, 32, 64}) {
            for (int block = 0; block < blocks; block++) {
                int stride = outputs / inputs;
                L body = sequence(
                        normalized(inputs, outputs, 3, stride), make.relu(), normalized(outputs, outputs, 3, 1));
                layers.add(make.sum(body, inputs == outputs ? identity() : paddedShortcut(inputs, stride)));
                layers.add(make.relu());
                inputs = outputs;
            }
        }
        Collections.addAll(layers, make.globalAverage(), make.dense(64, 10, true));
        return make.sequence(layers);
    }

    private L identity() {
        return make.sequence(List.of());
    }

    private L paddedShortcut(int added, int stride) {
        return sequence(make.subsample(stride), make.padChannels(added));
    }

    private L cnn() {
        List<L> layers = new ArrayList<>();
        int inputs = 3;
        for (int outputs : new int[] {16, 32, 64}) {
            Collections.addAll(layers, normalized(inputs, outputs, 3, 1), make.relu(), make.maxPool(2, 2, 0));
            inputs = outputs;
        }
        Collections.addAll(layers, make.flatten(), make.dense(1024, 64, false), make.batchNorm(64), make.relu());
        layers.add(make.dense(64, 10, true));
        return make.sequence(layers);
    }

    private L resNet50() {
        List<L> layers = new ArrayList<>(List.of(normalized(3, 64, 7, 2), make.relu(), make.maxPool(3, 2, 1)));
        int[] blocks = {3, 4, 6, 3};
        int inputs = 64;
        for (int stage = 0; stage < blocks.length; stage++) {
            for (int block = 0; block < blocks[stage]; block++) {
                layers.add(bottleneck(inputs, 64 << stage, block == 0 && stage > 0 ? 2 : 1));
                layers.add(make.relu());
                inputs = 256 << stage;
            }
        }
        Collections.addAll(layers, make.globalAverage(), make.dense(2048, 1000, true));
        return make.sequence(layers);
    }

    private L bottleneck(int inputs, int width, int stride) {
        int outputs = 4 * width;
        L body = sequence(
                normalized(inputs, width, 1, 1),
                make.relu(),
                normalized(width, width, 3, stride),
                make.relu(),
                normalized(width, outputs, 1, 1));
        return make.sum(body, inputs == outputs ? identity() : projection(inputs, outputs, stride));
    }

    /**
     * A 1x1 convolution with a stride. The backward pass of oneDNN in PyTorch 2.7 and 2.10 divides by zero for it on
     * processors that report no cache sizes; the same convolution of every n-th pixel does not.
     */
    private L projection(int inputs, int outputs, int stride) {
        L convolution = normalized(inputs, outputs, 1, 1);
        return stride == 1 ? convolution : sequence(make.subsample(stride), convolution);
    }

    private L uNet() {
        return sequence(
                twice(3, 16),
                make.concatenateWithInput(sequence(
                        make.maxPool(2, 2, 0),
                        twice(16, 32),
                        make.concatenateWithInput(sequence(make.maxPool(2, 2, 0), twice(32, 64), upsampled(64, 32))),
                        twice(64, 32),
                        upsampled(32, 16))),
                twice(32, 16),
                make.convolution(16, 1, 1, 1, true));
    }

    private L twice(int inputs, int outputs) {
        return sequence(
                make.convolution(inputs, outputs, 3, 1, true),
                make.relu(),
                make.convolution(outputs, outputs, 3, 1, true),
                make.relu());
    }

    private L upsampled(int inputs, int outputs) {
        return sequence(make.upsample(), make.convolution(inputs, outputs, 3, 1, true), make.relu());
    }
}
