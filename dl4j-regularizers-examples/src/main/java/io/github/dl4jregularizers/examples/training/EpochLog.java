package io.github.dl4jregularizers.examples.training;

import io.github.dl4jregularizers.examples.Require;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** Results of one epoch. */
public final class EpochLog {

    private static final String HEADER = "epoch,loss,training_accuracy,training_nll,training_ece,"
            + "validation_accuracy,validation_nll,validation_ece,test_accuracy,test_nll,test_ece,"
            + "images_per_second,seconds";

    private final int epoch;
    private final double loss;
    private final Metrics training;
    private final Metrics validation;
    private final Metrics test;
    private final double imagesPerSecond;
    private final double seconds;

    @JsonCreator
    EpochLog(
            @JsonProperty("epoch") int epoch,
            @JsonProperty("loss") double loss,
            @JsonProperty("training") Metrics training,
            @JsonProperty("validation") Metrics validation,
            @JsonProperty("test") Metrics test,
            @JsonProperty("imagesPerSecond") double imagesPerSecond,
            @JsonProperty("seconds") double seconds) {
        this.epoch = epoch;
        this.loss = loss;
        this.training = training;
        this.validation = validation;
        this.test = test;
        this.imagesPerSecond = imagesPerSecond;
        this.seconds = seconds;
    }

    /**
     * Returns the number of the epoch.
     *
     * @return from 1
     */
    public int epoch() {
        return epoch;
    }

    /**
     * Returns the minimized loss with all regularization, on the augmented images.
     *
     * @return mean over the images of the epoch, each at the time of its batch
     */
    public double loss() {
        return loss;
    }

    /**
     * Metrics on training images without augmentation or noise: on a fixed sample as large as the held-out set, or on
     * all if there are fewer.
     *
     * @return metrics after the epoch
     */
    public Metrics training() {
        return training;
    }

    /**
     * Metrics on the validation set, or on the test set where there is none.
     *
     * @return metrics after the epoch
     */
    public Metrics heldOut() {
        return validation == null ? test : validation;
    }

    /**
     * Training speed.
     *
     * @return images per second, without evaluation and checkpoint
     */
    public double imagesPerSecond() {
        return imagesPerSecond;
    }

    /**
     * Training time.
     *
     * @return seconds, without evaluation and checkpoint
     */
    public double seconds() {
        return seconds;
    }

    /**
     * Writes a log as CSV, one row per epoch; the fields of a missing set are empty. Atomic.
     *
     * @param file file to write
     * @param log rows
     * @throws IOException if the file cannot be written
     */
    public static void writeCsv(Path file, List<EpochLog> log) throws IOException {
        Require.given("log", log);
        AtomicFile.write(file, out -> {
            Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            writer.write(HEADER + "\n");
            for (EpochLog row : log) {
                writer.write(row.csv() + "\n");
            }
            writer.flush();
        });
    }

    private String csv() {
        StringJoiner row = new StringJoiner(",").add(String.valueOf(epoch)).add(String.valueOf(loss));
        for (Metrics metrics : new Metrics[] {training, validation, test}) {
            row.add(metrics == null ? ",," : metrics.accuracy() + "," + metrics.nll() + "," + metrics.ece());
        }
        return row.add(String.valueOf(imagesPerSecond))
                .add(String.valueOf(seconds))
                .toString();
    }
}
