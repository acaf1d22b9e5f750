package io.github.dl4jregularizers.benchmark.peers;

import java.util.Arrays;
import java.util.Random;

/** Arguments of a peer's process: network, shape of the batch, classes, memory order, seconds. */
final class PeerArguments {

    final String network;
    final long[] shape;
    /** 1 for one number per pixel. */
    final int classes;

    final boolean channelsLast;
    final double seconds;

    PeerArguments(String... arguments) {
        network = arguments[0];
        shape = Arrays.stream(arguments[1].split("x"))
                .mapToLong(Long::parseLong)
                .toArray();
        classes = Integer.parseInt(arguments[2]);
        channelsLast = isChannelsLast(arguments[3]);
        seconds = Double.parseDouble(arguments[4]);
    }

    private static boolean isChannelsLast(String order) {
        if (!order.equals("default") && !order.equals("channels-last")) {
            throw new IllegalArgumentException("order must be default or channels-last, but was " + order);
        }
        return order.equals("channels-last");
    }

    /** Standard normal values of one batch. */
    float[] features() {
        Random random = new Random(1);
        float[] features = new float[size(shape)];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        return features;
    }

    static int size(long... shape) {
        return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    }

    /** Class of each example; all classes have the same frequency. */
    long[] labels() {
        long[] labels = new long[(int) shape[0]];
        Arrays.setAll(labels, i -> i % classes);
        return labels;
    }
}
