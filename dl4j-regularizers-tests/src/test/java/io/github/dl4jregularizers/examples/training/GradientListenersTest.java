package io.github.dl4jregularizers.examples.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.averaging.ExponentialMovingAverage;
import io.github.dl4jregularizers.examples.data.ImageData;
import io.github.dl4jregularizers.optimizer.GradientClipping;
import io.github.dl4jregularizers.optimizer.SharpnessAwareMinimization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.learning.config.Nesterovs;

/** Listeners that change gradients. */
class GradientListenersTest {

    @TempDir
    private Path directory;

    @Test
    void areCalledInOrderAndBeforeThoseThatWatch() throws IOException {
        List<Double> gradients = new ArrayList<>();
        TrainingListener watching = onGradient(
                model -> gradients.add(model.getGradientsViewArray().maxNumber().doubleValue()));
        TrainingOptions options = TinyRun.options()
                .epochs(1)
                .listeners(watching)
                .gradientListeners(() -> List.of(
                        onGradient(model -> model.getGradientsViewArray().assign(2)),
                        onGradient(model -> model.getGradientsViewArray().addi(3))))
                .build();
        new Trainer(options).train(TinyRun.graph(), TinyRun.data(0));
        assertThat(gradients).hasSize(5).containsOnly(5.0);
    }

    private static TrainingListener onGradient(Consumer<Model> action) {
        return new BaseTrainingListener() {
            @Override
            public void onGradientCalculation(Model model) {
                action.accept(model);
            }
        };
    }

    /** Every epoch's steps are those of a new listener: noise, statistics and the average continue as well. */
    @ParameterizedTest
    @MethodSource("updated")
    void sharpnessAwareMinimizationGoesOn(Supplier<Model> network) throws IOException {
        Supplier<TrainingOptions.Builder> options = () -> TinyRun.options()
                .average(() -> new ExponentialMovingAverage(0.8).withWarmUp(1))
                .gradientListeners(
                        () -> List.of(new SharpnessAwareMinimization(0.05), GradientClipping.globalNorm(0.5)));
        ImageData data = TinyRun.data(0);
        Model whole = network.get();
        TrainingResult expected = new Trainer(options.get().build()).train(whole, data);
        for (TrainingOptions.Builder other : List.of(
                options.get().gradientListeners(List::of),
                options.get().gradientListeners(() -> List.of(GradientClipping.globalNorm(0.5))),
                options.get().gradientListeners(() -> List.of(new SharpnessAwareMinimization(0.05))))) {
            Model without = network.get();
            new Trainer(other.build()).train(without, data);
            assertThat(whole.params()).isNotEqualTo(without.params());
        }

        for (int killedAt : new int[] {3, 12}) {
            TrainingOptions.Builder killed =
                    options.get().directory(directory).resume(killedAt > 3).listeners(new Kill(killedAt));
            assertThatThrownBy(() -> new Trainer(killed.build()).train(network.get(), data))
                    .isInstanceOf(Kill.Killed.class);
        }
        Model resumed = network.get();
        TrainingResult result =
                new Trainer(options.get().directory(directory).resume(true).build()).train(resumed, data);
        ResumeTest.assertSameState(resumed, whole);
        ResumeTest.assertSameLog(result, expected);
        ResumeTest.assertRefused(
                options.get().gradientListeners(List::of).directory(directory).resume(true),
                network.get(),
                data,
                directory.resolve("last.zip") + " is of another run: gradient listeners"
                        + " [SharpnessAwareMinimization, GradientClipping], now none");
    }

    static Stream<Supplier<Model>> updated() {
        return Stream.of(TinyRun::stack, TinyRun::graph, () -> TinyRun.stack(new Nesterovs(0.02, 0.9)));
    }
}
