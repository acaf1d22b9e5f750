package io.github.dl4jregularizers.examples.training;

import io.github.dl4jregularizers.augment.Augmentation;
import io.github.dl4jregularizers.examples.data.ChannelStatistics;
import io.github.dl4jregularizers.examples.data.ImageData;
import io.github.dl4jregularizers.examples.data.ImageSet;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.deeplearning4j.optimize.api.TrainingListener;

/** The settings that a run shares with the checkpoint that it resumes. */
final class RunSettings {

    private static final String NONE = "none";

    private RunSettings() {}

    /**
     * Every setting that determines the course of training, by name. Excludes the number of epochs, which may grow.
     */
    static Map<String, String> of(TrainingOptions options, ImageData data, ChannelStatistics statistics) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("data", data.name());
        settings.put("training images", describe(data.training()) + "-" + Integer.toHexString(checksum(statistics)));
        settings.put("validation images", describe(data.validation()));
        settings.put("batch size", String.valueOf(options.batchSize()));
        settings.put("seed", String.valueOf(options.seed()));
        settings.put("augmentation", String.valueOf(options.augment()));
        settings.put("changes of batches", names(options.augmentations().apply(0)));
        List<Augmentation> imageAugmentations = options.imageAugmentations().apply(0);
        if (!imageAugmentations.isEmpty()) {
            settings.put("changes of images", names(imageAugmentations));
        }
        settings.put(
                "average",
                options.average() == null ? NONE : name(options.average().get()));
        if (options.adversary() != null) {
            settings.put("adversary", "present");
        }
        if (options.snapshots() != null) {
            settings.put("snapshots", name(options.snapshots().get()));
        }
        settings.put("early stopping", String.valueOf(options.patience() > 0));
        List<TrainingListener> gradientListeners = options.gradientListeners().get();
        if (!gradientListeners.isEmpty()) {
            settings.put("gradient listeners", names(gradientListeners));
        }
        return settings;
    }

    private static String names(List<?> parts) {
        return parts.stream().map(RunSettings::name).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String name(Object of) {
        return of.getClass().getSimpleName();
    }

    private static String describe(ImageSet images) {
        int[] labels = IntStream.range(0, images.size()).map(images::label).toArray();
        return images.size() + " with checksum " + Integer.toHexString(Arrays.hashCode(labels));
    }

    private static int checksum(ChannelStatistics statistics) {
        return 31 * Arrays.hashCode(statistics.mean()) + Arrays.hashCode(statistics.standardDeviation());
    }

    /** Returns the first different setting, as text; null if none differs. */
    static String difference(Map<String, String> then, Map<String, String> now) {
        Set<String> names = new LinkedHashSet<>(now.keySet());
        names.addAll(then.keySet());
        for (String name : names) {
            String before = then.getOrDefault(name, NONE);
            String after = now.getOrDefault(name, NONE);
            if (!after.equals(before)) {
                return name + " " + before + ", now " + after;
            }
        }
        return null;
    }

    /** Returns the first different line of two configurations, as text; null if only the iteration counts differ. */
    static String configurationDifference(String then, String now) {
        String[] before = lines(then);
        String[] after = lines(now);
        int line = Arrays.mismatch(before, after);
        return line < 0 ? null : "network configuration " + at(before, line) + ", now " + at(after, line);
    }

    private static String[] lines(String configuration) {
        return configuration
                .replaceAll("\"(iterationCount|epochCount)\" : \\d+,?", "")
                .lines()
                .map(String::strip)
                .toArray(String[]::new);
    }

    private static String at(String[] lines, int line) {
        return line < lines.length ? lines[line] : "(shorter)";
    }
}
