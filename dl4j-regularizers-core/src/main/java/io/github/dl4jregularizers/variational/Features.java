package io.github.dl4jregularizers.variational;

import java.util.stream.IntStream;

/** The features that a layer reads or writes: channels of a space, each once or, after flattening, per position. */
final class Features {

    final ChannelSpace space;
    private final int positions;
    private final boolean channelsLast;

    private Features(ChannelSpace space, int positions, boolean channelsLast) {
        this.space = space;
        this.positions = positions;
        this.channelsLast = channelsLast;
    }

    static Features of(ChannelSpace space) {
        return new Features(space, 1, false);
    }

    /** The features after flattening maps with this number of positions. */
    Features flattened(long count, boolean areChannelsLast) {
        return new Features(space, (int) count, areChannelsLast);
    }

    boolean isFlattened() {
        return positions > 1;
    }

    int count() {
        return space.size() * positions;
    }

    int channel(int feature) {
        return channelsLast ? feature % space.size() : feature / positions;
    }

    /** The features of the remaining channels. */
    int[] alive() {
        return IntStream.range(0, count())
                .filter(feature -> space.isAlive(channel(feature)))
                .toArray();
    }

    boolean hasLayoutOf(Features other) {
        return space.size() == other.space.size() && positions == other.positions && channelsLast == other.channelsLast;
    }
}
