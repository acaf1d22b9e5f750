package io.github.dl4jregularizers.variational;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Units or channels that several layers share: a removal concerns all of them. Sums tie the spaces of their inputs. */
final class ChannelSpace {

    private final boolean[] alive;
    private ChannelSpace tiedTo;
    /** The reason why no channel can be removed; null if channels can. */
    private String pinned;

    ChannelSpace(int size) {
        alive = new boolean[size];
        Arrays.fill(alive, true);
    }

    private ChannelSpace root() {
        return tiedTo == null ? this : tiedTo.root();
    }

    /** Tests whether both are one space. */
    boolean isSame(ChannelSpace other) {
        return root() == other.root();
    }

    /** Makes one space of two of equal size. */
    void tie(ChannelSpace other) {
        if (!isSame(other)) {
            if (other.root().pinned != null) {
                pin(other.root().pinned);
            }
            other.root().tiedTo = root();
        }
    }

    void pin(String reason) {
        root().pinned = reason;
    }

    /** The reason why no channel can be removed; null if channels can. */
    String pinned() {
        return root().pinned;
    }

    int size() {
        return alive.length;
    }

    boolean isAlive(int channel) {
        return root().alive[channel];
    }

    void remove(int channel) {
        root().alive[channel] = false;
    }

    int[] alive() {
        return IntStream.range(0, alive.length).filter(this::isAlive).toArray();
    }
}
