package io.github.dl4jregularizers.benchmark;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.bayes.StochasticGradientLangevinDynamics;
import io.github.dl4jregularizers.bayes.SwaGaussian;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.internal.ListOfBatches;
import io.github.dl4jregularizers.optimizer.EntropySgd;
import io.github.dl4jregularizers.optimizer.FisherTracePenalty;
import io.github.dl4jregularizers.optimizer.GradientNormPenalty;
import io.github.dl4jregularizers.variational.BayesianConvolution2D;
import io.github.dl4jregularizers.variational.BayesianDense;
import io.github.dl4jregularizers.variational.BayesianLSTM;
import io.github.dl4jregularizers.variational.GradientEstimator;
import io.github.dl4jregularizers.variational.KlWeight;
import java.util.Collections;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/** A training step of each method, on a small convolutional network or on an LSTM. */
enum PosteriorStep {
    PLAIN,
    MC_DROPOUT {
        @Override
        List<Layer> layers() {
            return List.of(
                    convolution(32), noise(), pool(), convolution(64), noise(), pool(), dense(), noise(), output());
        }

        private Layer noise() {
            return new NoiseLayer(new Dropout(DropRate.of(0.2)));
        }
    },
    BBB_LOCAL_REPARAMETERIZATION {
        @Override
        List<Layer> layers() {
            return bayesian(GradientEstimator.LOCAL_REPARAMETERIZATION);
        }
    },
    BBB_FLIPOUT {
        @Override
        List<Layer> layers() {
            return bayesian(GradientEstimator.FLIPOUT);
        }
    },
    SGLD {
        @Override
        IUpdater updater() {
            return new StochasticGradientLangevinDynamics(RATE, EXAMPLES);
        }
    },
    PRECONDITIONED_SGLD {
        @Override
        IUpdater updater() {
            return new StochasticGradientLangevinDynamics(RATE, EXAMPLES).preconditioned(0.99, 1e-5);
        }
    },
    /** With a collection in every step; the usual one per epoch has no effect on a step. */
    SWAG_COLLECTION {
        @Override
        TrainingListener[] listeners() {
            return new TrainingListener[] {SwaGaussian.everyIterations(1).withStart(1)};
        }
    },
    GRADIENT_NORM_PENALTY {
        @Override
        TrainingListener[] listeners() {
            return new TrainingListener[] {new GradientNormPenalty(0.01)};
        }
    },
    FISHER_TRACE_PENALTY {
        @Override
        TrainingListener[] listeners() {
            return new TrainingListener[] {new FisherTracePenalty(0.01)};
        }
    },
    /** Per minibatch: an update takes four. */
    ENTROPY_SGD {
        @Override
        int minibatches() {
            return 4;
        }

        @Override
        Runnable training(MultiLayerNetwork network, DataSet batch) {
            EntropySgd trainer = EntropySgd.of(minibatches());
            ListOfBatches data = new ListOfBatches(Collections.nCopies(minibatches(), batch));
            return () -> trainer.fit(network, data, 1);
        }
    },
    PLAIN_LSTM {
        @Override
        List<Layer> layers() {
            return sequence(new LSTM.Builder().nOut(UNITS).build());
        }

        @Override
        boolean isRecurrent() {
            return true;
        }
    },
    BAYESIAN_LSTM {
        @Override
        List<Layer> layers() {
            return sequence(new BayesianLSTM.Builder().nOut(UNITS).klWeight(KL).build());
        }

        @Override
        boolean isRecurrent() {
            return true;
        }
    };

    private static final double RATE = 1e-4;
    private static final int EXAMPLES = 50_000;
    private static final int UNITS = 64;
    private static final int STEPS = 32;
    private static final int CLASSES = 10;
    private static final KlWeight KL = KlWeight.forTrainingExamples(EXAMPLES);

    List<Layer> layers() {
        return List.of(convolution(32), pool(), convolution(64), pool(), dense(), output());
    }

    IUpdater updater() {
        return new Sgd(RATE);
    }

    TrainingListener[] listeners() {
        return new TrainingListener[0];
    }

    boolean isRecurrent() {
        return false;
    }

    /** Minibatches of one call of the training. */
    int minibatches() {
        return 1;
    }

    Runnable training(MultiLayerNetwork network, DataSet batch) {
        return () -> network.fit(batch);
    }

    /**
     * Prepares a network and its data.
     *
     * @param size height and width of the images
     * @return trains on {@link #minibatches()} minibatches
     */
    Runnable prepared(int batch, int size) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(updater())
                .activation(isRecurrent() ? Activation.TANH : Activation.RELU)
                .convolutionMode(ConvolutionMode.Same)
                .list(layers().toArray(new Layer[0]))
                .setInputType(isRecurrent() ? InputType.recurrent(UNITS) : InputType.convolutional(size, size, 3))
                .build());
        network.init();
        network.setListeners(listeners());
        INDArray features = isRecurrent()
                ? Nd4j.rand(DataType.FLOAT, batch, UNITS, STEPS)
                : Nd4j.rand(DataType.FLOAT, batch, 3, size, size);
        INDArray labels = Nd4j.zeros(DataType.FLOAT, batch, CLASSES);
        for (int n = 0; n < batch; n++) {
            labels.putScalar(n, n % CLASSES, 1);
        }
        return training(network, new DataSet(features, labels));
    }

    private static Layer convolution(int channels) {
        return new ConvolutionLayer.Builder(3, 3).nOut(channels).build();
    }

    private static Layer pool() {
        return new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build();
    }

    private static Layer dense() {
        return new DenseLayer.Builder().nOut(128).build();
    }

    private static Layer output() {
        return new OutputLayer.Builder()
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build();
    }

    private static List<Layer> bayesian(GradientEstimator estimator) {
        return List.of(
                learned(32, estimator),
                pool(),
                learned(64, estimator),
                pool(),
                new BayesianDense.Builder()
                        .nOut(128)
                        .klWeight(KL)
                        .estimator(estimator)
                        .build(),
                output());
    }

    private static Layer learned(int channels, GradientEstimator estimator) {
        return new BayesianConvolution2D.Builder(3, 3)
                .nOut(channels)
                .klWeight(KL)
                .estimator(estimator)
                .build();
    }

    private static List<Layer> sequence(Layer recurrent) {
        return List.of(recurrent, new GlobalPoolingLayer(), output());
    }
}
