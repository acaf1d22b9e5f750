package io.github.dl4jregularizers.variational;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The features that a layer reads or writes: channels in order, each once or, after flattening, per position. */
final class Features {

    /** Channels in order. */
    private final List<Channel> channels;

    private final int positions;
    private final boolean channelsLast;
    /** Dimension of the channels in an array of activations. */
    private final int axis;

    private Features(List<Channel> channels, int positions, boolean channelsLast, int axis) {
        this.channels = channels;
        this.positions = positions;
        this.channelsLast = channelsLast;
        this.axis = axis;
    }

    /** All channels of a space. */
    static Features of(ChannelSpace space, int axis) {
        List<Channel> channels = new ArrayList<>();
        for (int number = 0; number < space.size(); number++) {
            channels.add(new Channel(space, number));
        }
        return new Features(channels, 1, false, axis);
    }

    /** The channels of several inputs, one after the other, along the axis that all have. */
    static Features merged(List<Features> inputs) {
        List<Channel> channels = new ArrayList<>();
        inputs.forEach(input -> channels.addAll(input.channels));
        return new Features(channels, 1, false, inputs.get(0).axis);
    }

    /** The features after flattening maps with this number of positions. */
    Features flattened(long count, boolean areChannelsLast) {
        return new Features(channels, (int) count, areChannelsLast, 1);
    }

    /** The same features in arrays of another layout. */
    Features along(int newAxis) {
        return new Features(channels, positions, channelsLast, newAxis);
    }

    boolean isFlattened() {
        return positions > 1;
    }

    int axis() {
        return axis;
    }

    /** Number of channels. */
    int channels() {
        return channels.size();
    }

    int count() {
        return channels.size() * positions;
    }

    /** Position of a feature's channel in the order of channels. */
    int channel(int feature) {
        return channelsLast ? feature % channels.size() : feature / positions;
    }

    /** Tests whether a feature belongs to a channel of a space. */
    boolean is(int feature, ChannelSpace space, int number) {
        Channel channel = channels.get(channel(feature));
        return channel.number == number && channel.space.isSame(space);
    }

    boolean contains(ChannelSpace space) {
        return channels.stream().anyMatch(channel -> channel.space.isSame(space));
    }

    void pin(String reason) {
        channels.forEach(channel -> channel.space.pin(reason));
    }

    /** The features of the remaining channels. */
    int[] alive() {
        return IntStream.range(0, count())
                .filter(feature -> channels.get(channel(feature)).isAlive())
                .toArray();
    }

    long aliveChannels() {
        return channels.stream().filter(Channel::isAlive).count();
    }

    /** Tests whether channels of the same position can become one: spaces of equal size, in equal order. */
    boolean hasLayoutOf(Features other) {
        return channels.size() == other.channels.size()
                && positions == other.positions
                && channelsLast == other.channelsLast
                && IntStream.range(0, channels.size())
                        .allMatch(i -> channels.get(i).number == other.channels.get(i).number
                                && channels.get(i).space.size()
                                        == other.channels.get(i).space.size());
    }

    /** Makes one space of each two at the same position. */
    void tie(Features other) {
        for (int i = 0; i < channels.size(); i++) {
            channels.get(i).space.tie(other.channels.get(i).space);
        }
    }

    /** One channel of a space. */
    private static final class Channel {

        private final ChannelSpace space;
        private final int number;

        private Channel(ChannelSpace space, int number) {
            this.space = space;
            this.number = number;
        }

        private boolean isAlive() {
            return space.isAlive(number);
        }
    }
}
