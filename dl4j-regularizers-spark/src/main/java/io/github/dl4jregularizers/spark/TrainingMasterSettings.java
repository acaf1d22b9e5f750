package io.github.dl4jregularizers.spark;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.parallel.StepCount;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;

/** The settings of {@link RegularizedTrainingMaster.Builder}. */
abstract class TrainingMasterSettings {

    final ParameterAveragingTrainingMaster.Builder settings;
    long seed;
    StepCount stepCount = StepCount.GLOBAL;

    TrainingMasterSettings(int workers, int examplesPerDataSet) {
        settings = new ParameterAveragingTrainingMaster.Builder(
                        Arguments.atLeast("workers", workers, 1),
                        Arguments.atLeast("examplesPerDataSet", examplesPerDataSet, 1))
                .saveUpdater(true)
                .rddTrainingApproach(RDDTrainingApproach.Direct)
                .rngSeed(0);
    }

    abstract RegularizedTrainingMaster.Builder self();

    /**
     * Sets the minibatch of each worker.
     *
     * @param examples at least 1
     * @return this builder
     * @throws IllegalArgumentException if examples is less than 1
     */
    public final RegularizedTrainingMaster.Builder batchSizePerWorker(int examples) {
        settings.batchSizePerWorker(Arguments.atLeast("batchSizePerWorker", examples, 1));
        return self();
    }

    /**
     * Sets how often parameters are averaged.
     *
     * @param minibatches per worker between two averagings, at least 1
     * @return this builder
     * @throws IllegalArgumentException if minibatches is less than 1
     */
    public final RegularizedTrainingMaster.Builder averagingFrequency(int minibatches) {
        settings.averagingFrequency(Arguments.atLeast("averagingFrequency", minibatches, 1));
        return self();
    }

    /**
     * Sets the depth of the tree in which Spark adds parameters up.
     *
     * @param depth at least 1; more than 2 relieves the driver of a cluster of hundreds of workers
     * @return this builder
     * @throws IllegalArgumentException if depth is less than 1
     */
    public final RegularizedTrainingMaster.Builder aggregationDepth(int depth) {
        settings.aggregationDepth(Arguments.atLeast("aggregationDepth", depth, 1));
        return self();
    }

    /**
     * Sets how data reaches the workers. {@code Export} writes minibatches to files first, which all executors must
     * be able to read.
     *
     * @param approach directly or through files
     * @return this builder
     * @throws IllegalArgumentException if approach is missing
     */
    public final RegularizedTrainingMaster.Builder rddTrainingApproach(RDDTrainingApproach approach) {
        settings.rddTrainingApproach(Arguments.required("rddTrainingApproach", approach));
        return self();
    }

    /**
     * Sets the folder of {@link #rddTrainingApproach exported} minibatches.
     *
     * @param folder a path or an address of a file system that Spark knows
     * @return this builder
     * @throws IllegalArgumentException if folder is missing
     */
    public final RegularizedTrainingMaster.Builder exportDirectory(String folder) {
        settings.exportDirectory(Arguments.required("exportDirectory", folder));
        return self();
    }

    /**
     * Sets the key of the noise and of the random split of the data.
     *
     * @param number any
     * @return this builder
     */
    public final RegularizedTrainingMaster.Builder seed(long number) {
        seed = number;
        settings.rngSeed(number);
        return self();
    }

    /**
     * Sets what an iteration is for schedules.
     *
     * @param count minibatches of one worker or of all
     * @return this builder
     * @throws IllegalArgumentException if count is missing
     */
    public final RegularizedTrainingMaster.Builder stepCount(StepCount count) {
        stepCount = Arguments.required("stepCount", count);
        return self();
    }
}
