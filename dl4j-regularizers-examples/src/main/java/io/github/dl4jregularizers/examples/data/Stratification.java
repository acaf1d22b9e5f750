package io.github.dl4jregularizers.examples.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** A stratified random choice among labeled images, by the largest remainder method. */
final class Stratification {

    private final boolean[] isChosen;

    private Stratification(boolean[] isChosen) {
        this.isChosen = isChosen;
    }

    /**
     * Chooses images.
     *
     * @param labels class index of every image
     * @param classes number of classes
     * @param count number of images to choose
     * @param seed seed of the choice
     * @return the choice
     */
    static Stratification of(int[] labels, int classes, int count, long seed) {
        boolean[] isChosen = new boolean[labels.length];
        int[][] members = new int[classes][];
        for (int label = 0; label < classes; label++) {
            int wanted = label;
            members[label] = IntStream.range(0, labels.length)
                    .filter(i -> labels[i] == wanted)
                    .toArray();
        }
        int[] quota = quotas(members, labels.length, count);
        for (int label = 0; label < classes; label++) {
            int[] order = RandomStreams.shuffle(members[label], RandomStreams.of(seed, label));
            for (int i = 0; i < quota[label]; i++) {
                isChosen[order[i]] = true;
            }
        }
        return new Stratification(isChosen);
    }

    /** Assigns the integer parts first, and the rest to the largest remainders; ties go to the first class. */
    private static int[] quotas(int[][] members, int size, int count) {
        int[] quota = new int[members.length];
        List<Integer> byRemainder = new ArrayList<>();
        int left = count;
        for (int label = 0; label < members.length; label++) {
            quota[label] = size == 0 ? 0 : (int) ((long) count * members[label].length / size);
            left -= quota[label];
            byRemainder.add(label);
        }
        byRemainder.sort(Comparator.comparingLong(label -> -((long) count * members[label].length % size)));
        for (int label : byRemainder.subList(0, left)) {
            quota[label]++;
        }
        return quota;
    }

    /** Returns the indices of the chosen images, ascending. */
    int[] chosen() {
        return IntStream.range(0, isChosen.length).filter(i -> isChosen[i]).toArray();
    }

    /** Returns the indices of the other images, ascending. */
    int[] rest() {
        return IntStream.range(0, isChosen.length).filter(i -> !isChosen[i]).toArray();
    }
}
