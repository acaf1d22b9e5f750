package io.github.dl4jregularizers.examples.posterior;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.bayes.PosteriorSamples;
import io.github.dl4jregularizers.bayes.StochasticGradientLangevinDynamics;
import io.github.dl4jregularizers.bayes.SwaGaussian;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.ensemble.Ensemble;
import io.github.dl4jregularizers.ensemble.SnapshotEnsemble;
import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.network.NetworkOptions;
import io.github.dl4jregularizers.examples.network.Place;
import io.github.dl4jregularizers.inference.MonteCarloDropout;
import io.github.dl4jregularizers.schedule.CosineSchedule;
import io.github.dl4jregularizers.schedule.TriangularSchedule;
import io.github.dl4jregularizers.variational.KlWeight;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.schedule.ScheduleType;

/** A way to several predictions per image: by samples of a posterior, or by members of an ensemble. */
public enum PosteriorMethod {
    /** One network in inference mode: the baseline, in one forward pass. */
    PLAIN("one network") {
        @Override
        Supplier<Predictor> train(PosteriorTraining training) {
            Model network = training.network(cosine(training));
            training.fit(network, training.epochs());
            return () -> Ensemble.of(network)::distribution;
        }
    },
    /** Monte-Carlo dropout at a drop rate of 0.3 on the features. */
    MC_DROPOUT("MC dropout") {
        @Override
        Supplier<Predictor> train(PosteriorTraining training) {
            Model network = training.network(cosine(training).noise(Place.FEATURES, new Dropout(DropRate.of(0.3))));
            training.fit(network, training.epochs());
            return () -> sampled(network, training);
        }
    },
    /** Bayes by Backprop in all layers but the classifier, with Adam; for the network cnn. */
    BAYES_BY_BACKPROP("Bayes by Backprop") {
        @Override
        Supplier<Predictor> train(PosteriorTraining training) {
            KlWeight divergence = KlWeight.forTrainingExamples(training.size())
                    .warmUp(training.iterations(Math.max(1, training.epochs() / 4)));
            Adam updater = new Adam(training.cosine(training.learningRate() / ADAM_DIVISOR));
            Model network = training.network(
                    training.options().updater(updater).multiLayer(new BayesianLayers(divergence)::in));
            training.fit(network, training.epochs());
            return () -> sampled(network, training);
        }

        @Override
        void check(PosteriorTraining training) {
            if (!training.isSequential()) {
                throw Require.invalid("network of bayes_by_backprop", "cnn", "a graph of residual blocks");
            }
        }
    },
    /** Langevin dynamics, cyclical: a sample per cycle. The rate is that of SGD with momentum in effect. */
    LANGEVIN("SGLD") {
        @Override
        Supplier<Predictor> train(PosteriorTraining training) {
            int cycle = Math.max(2, training.iterations(training.epochs()) / training.passes());
            StochasticGradientLangevinDynamics updater = new StochasticGradientLangevinDynamics(
                            training.learningRate() / (1 - MOMENTUM), training.size())
                    .cyclical(cycle, 0.8);
            Model network = training.network(training.options().updater(updater));
            PosteriorSamples samples = PosteriorSamples.every(cycle).withSamples(training.passes());
            network.setListeners(samples);
            training.fit(network, training.epochs());
            return () -> samples.posterior(network, training.batches())::distribution;
        }
    },
    /** SWAG over the second half of the training, at a constant learning rate. */
    SWAG("SWAG") {
        @Override
        Supplier<Predictor> train(PosteriorTraining training) {
            Model network =
                    training.network(training.options().updater(new Nesterovs(training.learningRate(), MOMENTUM)));
            int iterations = training.iterations(training.epochs());
            SwaGaussian swag =
                    SwaGaussian.everyIterations(Math.max(1, iterations / 40)).withStart(iterations / 2);
            network.setListeners(swag);
            training.fit(network, training.epochs());
            return () -> swag.posterior(network, training.passes(), training.seed(), training.batches())::distribution;
        }
    },
    /** As many networks as forward passes, each trained from another seed: that many times the training. */
    DEEP_ENSEMBLE("deep ensemble") {
        @Override
        Supplier<Predictor> train(PosteriorTraining training) {
            List<Model> members = new ArrayList<>();
            for (int member = 0; member < training.passes(); member++) {
                PosteriorTraining own = training.member(member);
                Model network = own.network(cosine(own));
                own.fit(network, own.epochs());
                members.add(network);
            }
            return () -> Ensemble.of(members)::distribution;
        }

        @Override
        int steps(PosteriorTraining training) {
            return training.passes() * super.steps(training);
        }
    },
    /** Snapshots at the end of each cycle of a restarted cosine rate. */
    SNAPSHOT("snapshot ensemble") {
        @Override
        Supplier<Predictor> train(PosteriorTraining training) {
            int cycle = Math.max(1, training.iterations(training.epochs()) / training.passes());
            CosineSchedule rate = new CosineSchedule(ScheduleType.ITERATION, training.learningRate(), cycle);
            Model network = training.network(training.options().updater(new Nesterovs(rate.withRestarts(1), MOMENTUM)));
            SnapshotEnsemble members = SnapshotEnsemble.everyIterations(cycle).withMembers(training.passes());
            network.setListeners(members);
            training.fit(network, training.epochs());
            return () -> members.members(network)::distribution;
        }
    },
    /** Fast geometric ensembling: half the training at a constant rate, then short triangular cycles. */
    FGE("FGE") {
        @Override
        Supplier<Predictor> train(PosteriorTraining training) {
            Model network =
                    training.network(training.options().updater(new Nesterovs(training.learningRate(), MOMENTUM)));
            training.fit(network, firstHalf(training));
            int rest = training.iterations(secondHalf(training));
            int cycle = Math.max(2, rest / training.passes() / 2 * 2);
            setRate(network, new TriangularSchedule(training.learningRate(), training.learningRate() / 100, cycle));
            SnapshotEnsemble members = SnapshotEnsemble.midCycle(cycle).withMembers(training.passes());
            network.setListeners(members);
            training.fit(network, secondHalf(training));
            return () -> members.members(network)::distribution;
        }

        @Override
        int steps(PosteriorTraining training) {
            return training.iterations(firstHalf(training) + secondHalf(training));
        }

        private int firstHalf(PosteriorTraining training) {
            return Math.max(1, training.epochs() / 2);
        }

        private int secondHalf(PosteriorTraining training) {
            return training.epochs() - training.epochs() / 2;
        }
    };

    private static final double MOMENTUM = 0.9;
    /** Adam's rate is lower than that of SGD with momentum. */
    private static final int ADAM_DIVISOR = 5;

    private final String title;

    PosteriorMethod(String title) {
        this.title = title;
    }

    /**
     * The name in the table.
     *
     * @return a short name
     */
    public String title() {
        return title;
    }

    /** Refuses a network that the method cannot train. */
    void check(PosteriorTraining training) {}

    /** Trains, and returns what prepares the predictor of batches. */
    abstract Supplier<Predictor> train(PosteriorTraining training);

    /** Training steps of all its networks. */
    int steps(PosteriorTraining training) {
        return training.iterations(training.epochs());
    }

    private static NetworkOptions.Builder cosine(PosteriorTraining training) {
        return training.options().updater(new Nesterovs(training.cosine(training.learningRate()), MOMENTUM));
    }

    private static Predictor sampled(Model network, PosteriorTraining training) {
        MonteCarloDropout sampler = network instanceof MultiLayerNetwork
                ? MonteCarloDropout.of((MultiLayerNetwork) network)
                : MonteCarloDropout.of((ComputationGraph) network);
        MonteCarloDropout own = sampler.samples(training.passes()).seed(training.seed());
        return own::predict;
    }

    private static void setRate(Model network, TriangularSchedule rate) {
        if (network instanceof MultiLayerNetwork) {
            ((MultiLayerNetwork) network).setLearningRate(rate);
        } else {
            ((ComputationGraph) network).setLearningRate(rate);
        }
    }
}
