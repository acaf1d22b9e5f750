package io.github.dl4jregularizers.contract;

import io.github.dl4jregularizers.variational.BayesianConvolution2D;
import io.github.dl4jregularizers.variational.BayesianDense;
import io.github.dl4jregularizers.variational.GradientEstimator;
import io.github.dl4jregularizers.variational.KlWeight;
import io.github.dl4jregularizers.variational.WeightPrior;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The rows of Bayes by Backprop. */
final class BayesianRows {

    private static final KlWeight KL = KlWeight.forTrainingExamples(7).beta(0.5);
    private static final WeightPrior GAUSSIAN = WeightPrior.gaussian(0.7);
    private static final WeightPrior MIXTURE = WeightPrior.scaleMixture(0.4, 1.3, 0.02);
    private static final DirectConvolution MAP =
            new DirectConvolution(new int[] {2, 3}, new int[] {2, 1}, new int[] {1, 2}, new int[] {1, 2});
    private static final long HEIGHT = 3;
    private static final long WIDTH = 5;

    private BayesianRows() {}

    static List<LayerCase> rows() {
        return List.of(dense(), flipoutDense(), convolution(), flipoutConvolution());
    }

    private static LayerCase dense() {
        return LayerCase.layer("BayesianDense", Input.FEED_FORWARD, format -> ofDense(GAUSSIAN)
                        .build())
                .reference((input, parameters) -> Transforms.tanh(
                        mean(input, parameters).add(local(input.mul(input).mmul(variance(parameters))))))
                .unlike(
                        () -> ofDense(GAUSSIAN).hasBias(false).build(),
                        () -> ofDense(MIXTURE).build(),
                        () -> ofDense(GAUSSIAN).temperature(2).build(),
                        () -> ofDense(GAUSSIAN).initialDeviation(0.2).build(),
                        () -> ofDense(GAUSSIAN)
                                .estimator(GradientEstimator.FLIPOUT)
                                .build(),
                        () -> ofDense(GAUSSIAN).nOut(5).build(),
                        () -> ofDense(GAUSSIAN).nIn(5).build(),
                        () -> ofDense(GAUSSIAN).klWeight(KL.warmUp(3)).build())
                .rejects("klWeight", "given", null, () -> new BayesianDense.Builder().build())
                .rejects("prior", "given", null, () -> ofDense(null).build())
                .rejects("temperature", "> 0", 0.0, () -> ofDense(GAUSSIAN)
                        .temperature(0)
                        .build())
                .rejects("temperature", "> 0", Double.NaN, () -> ofDense(GAUSSIAN)
                        .temperature(Double.NaN)
                        .build())
                .rejects("initialDeviation", "[1.0E-8, 100.0]", 0.0, () -> ofDense(GAUSSIAN)
                        .initialDeviation(0)
                        .build())
                .rejects("estimator", "given", null, () -> ofDense(GAUSSIAN)
                        .estimator(null)
                        .build())
                .rejects("variance", "> 0", -1.0, () -> WeightPrior.gaussian(-1))
                .rejects("otherVariance", "> 0", 0.0, () -> WeightPrior.scaleMixture(0.5, 1, 0))
                .rejects("share", "(0, 1)", 1.0, () -> WeightPrior.scaleMixture(1, 1, 1))
                .rejects("coefficient", "> 0", 0.0, () -> WeightPrior.ofWeightDecay(0, 1));
    }

    private static BayesianDense.Builder ofDense(WeightPrior prior) {
        return new BayesianDense.Builder()
                .nIn(Input.SIZE)
                .nOut(Input.SIZE)
                .activation(Activation.TANH)
                .biasInit(0.1)
                .klWeight(KL)
                .prior(prior)
                .temperature(0.5)
                .initialDeviation(0.4);
    }

    private static LayerCase flipoutDense() {
        return LayerCase.layer(
                        "BayesianDense with Flipout and a mixture", Input.FEED_FORWARD, format -> ofDense(MIXTURE)
                                .estimator(GradientEstimator.FLIPOUT)
                                .build())
                .reference((input, parameters) -> {
                    INDArray perturbation = perturbation(parameters);
                    long next = perturbation.length();
                    INDArray out = signs(next, input.size(0), perturbation.size(1));
                    INDArray in = signs(next + out.length(), input.size(0), input.size(1));
                    INDArray noise = input.mul(in).mmul(perturbation).mul(out);
                    return Transforms.tanh(mean(input, parameters).add(noise));
                })
                .unlike(() -> ofDense(MIXTURE).build())
                .rejects("share", "(0, 1)", 0.0, () -> WeightPrior.scaleMixture(0, 1, 1));
    }

    private static LayerCase convolution() {
        return LayerCase.layer("BayesianConvolution2D", Input.CONVOLUTIONAL, format -> ofConvolution(GAUSSIAN)
                        .dataFormat((CNN2DFormat) format)
                        .build())
                .reference((input, parameters) -> Transforms.tanh(meanOfImages(input, parameters)
                        .add(local(MAP.of(input.mul(input), variance(parameters), HEIGHT, WIDTH)))))
                .unlike(
                        () -> ofConvolution(GAUSSIAN)
                                .dataFormat(CNN2DFormat.NHWC)
                                .build(),
                        () -> ofConvolution(GAUSSIAN).hasBias(false).build(),
                        () -> ofConvolution(MIXTURE).build(),
                        () -> ofConvolution(GAUSSIAN).stride(3, 3).build(),
                        () -> ofConvolution(GAUSSIAN).klWeight(KL.warmUp(3)).build())
                .rejects("klWeight", "given", null, () -> new BayesianConvolution2D.Builder(3, 3).build())
                .rejects("temperature", "> 0", -1.0, () -> ofConvolution(GAUSSIAN)
                        .temperature(-1)
                        .build());
    }

    private static LayerCase flipoutConvolution() {
        return LayerCase.layer(
                        "BayesianConvolution2D with Flipout", Input.CONVOLUTIONAL, format -> ofConvolution(GAUSSIAN)
                                .estimator(GradientEstimator.FLIPOUT)
                                .dataFormat((CNN2DFormat) format)
                                .build())
                .noiseOnWeights()
                .reference((input, parameters) -> {
                    INDArray perturbation = perturbation(parameters);
                    long next = perturbation.length();
                    INDArray out = signs(next, input.size(0), perturbation.size(0));
                    INDArray in = signs(next + out.length(), input.size(0), input.size(1));
                    INDArray noise = MAP.of(
                                    input.mul(in.reshape(in.size(0), in.size(1), 1, 1)), perturbation, HEIGHT, WIDTH)
                            .mul(out.reshape(out.size(0), out.size(1), 1, 1));
                    return Transforms.tanh(meanOfImages(input, parameters).add(noise));
                })
                .unlike(() -> ofConvolution(GAUSSIAN).build())
                .rejects("estimator", "given", null, () -> ofConvolution(GAUSSIAN)
                        .estimator(null)
                        .build());
    }

    private static BayesianConvolution2D.Builder ofConvolution(WeightPrior prior) {
        return new BayesianConvolution2D.Builder(MAP.kernel())
                .stride(MAP.stride())
                .padding(MAP.padding())
                .dilation(MAP.dilation())
                .nIn(Input.SIZE)
                .nOut(Input.SIZE)
                .activation(Activation.TANH)
                .biasInit(0.1)
                .klWeight(KL)
                .prior(prior)
                .temperature(0.5)
                .initialDeviation(0.4);
    }

    private static INDArray mean(INDArray input, Map<String, INDArray> parameters) {
        return input.mmul(parameters.get("W")).addRowVector(parameters.get("b"));
    }

    private static INDArray meanOfImages(INDArray input, Map<String, INDArray> parameters) {
        return MAP.of(input, parameters.get("W"), HEIGHT, WIDTH)
                .add(parameters.get("b").reshape(1, Input.SIZE, 1, 1));
    }

    private static INDArray variance(Map<String, INDArray> parameters) {
        return Transforms.exp(parameters.get("logVariance"));
    }

    private static INDArray perturbation(Map<String, INDArray> parameters) {
        return local(variance(parameters));
    }

    private static INDArray local(INDArray variance) {
        INDArray noise = Nd4j.create(DataType.DOUBLE, variance.shape());
        for (int i = 0; i < noise.length(); i++) {
            noise.putScalar(i, ReplayNoise.normal(i));
        }
        return noise.muli(Transforms.sqrt(variance));
    }

    private static INDArray signs(long first, long rows, long columns) {
        INDArray signs = Nd4j.create(DataType.DOUBLE, rows, columns);
        for (int i = 0; i < signs.length(); i++) {
            signs.putScalar(i, ReplayNoise.uniform(first + i) < 0.5 ? 1 : -1);
        }
        return signs;
    }
}
