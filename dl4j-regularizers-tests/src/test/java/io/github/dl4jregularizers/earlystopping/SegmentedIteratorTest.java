package io.github.dl4jregularizers.earlystopping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.averaging.SmallNetworks;
import io.github.dl4jregularizers.internal.ListOfBatches;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.scorecalc.ScoreCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;

/** Early stopping that scores every two iterations of data with three minibatches. */
class SegmentedIteratorTest {

    private static List<DataSet> batches() {
        List<DataSet> batches = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            batches.add(SmallNetworks.batch(DataType.FLOAT, i, 4, 3));
        }
        return batches;
    }

    /** Scores 3, 1, 2, ... after 2, 4, 6, ... updates, and notes the iteration count. */
    private static final class Scores implements ScoreCalculator<MultiLayerNetwork> {

        private static final long serialVersionUID = 1;

        private final List<Integer> iterations = new ArrayList<>();

        @Override
        public double calculateScore(MultiLayerNetwork network) {
            iterations.add(network.getIterationCount());
            return iterations.size() == 2 ? 1 : 1 + iterations.size();
        }

        @Override
        public boolean minimizeScore() {
            return true;
        }
    }

    @Test
    void scoresEveryTwoIterations() {
        Scores scores = new Scores();
        MultiLayerNetwork network = SmallNetworks.stack();
        EarlyStoppingResult<MultiLayerNetwork> result = new EarlyStoppingTrainer(
                        new EarlyStoppingConfiguration.Builder<MultiLayerNetwork>()
                                .scoreCalculator(scores)
                                .epochTerminationConditions(new MaxEpochsTerminationCondition(5))
                                .build(),
                        network,
                        new SegmentedIterator(new ListOfBatches(batches()), 2))
                .fit();
        assertThat(scores.iterations).containsExactly(2, 4, 6, 8, 10);
        assertThat(result.getBestModelEpoch()).isEqualTo(1);
        MultiLayerNetwork expected = SmallNetworks.stack();
        for (int i = 0; i < 10; i++) {
            expected.fit(batches().get(i % 3));
            if (i == 3) {
                assertThat(result.getBestModel().params()).isEqualTo(expected.params());
            }
        }
        assertThat(network.params()).as("each minibatch in turn").isEqualTo(expected.params());
        assertThat(result.getBestModel().getIterationCount()).isEqualTo(4);
    }

    @Test
    void endsAfterTheIterations() {
        SegmentedIterator data = new SegmentedIterator(new ListOfBatches(batches()), 2);
        data.next();
        data.next(4);
        assertThat(data.hasNext()).isFalse();
        assertThat(data.asyncSupported()).isFalse();
        assertThatThrownBy(data::next)
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("2 iterations");
        data.reset();
        assertThat(data.next().getFeatures()).isEqualTo(batches().get(2).getFeatures());
        assertThat(data.next().getFeatures()).isEqualTo(batches().get(0).getFeatures());
    }

    @Test
    void refusesBadArguments() {
        assertThatThrownBy(() -> new SegmentedIterator(null, 2)).hasMessageContaining("data must be given");
        assertThatThrownBy(() -> new SegmentedIterator(new ListOfBatches(batches()), 0))
                .hasMessageContaining("iterations must be >= 1, but was 0");
        assertThatThrownBy(() -> new SegmentedIterator(new ListOfBatches(List.of()), 2).next())
                .hasMessageContaining("number of minibatches in data must be >= 1, but was 0");
    }
}
