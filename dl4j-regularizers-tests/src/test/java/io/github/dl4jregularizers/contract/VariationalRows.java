package io.github.dl4jregularizers.contract;

import io.github.dl4jregularizers.variational.KlWeight;
import io.github.dl4jregularizers.variational.LearnedGaussianDropout;
import io.github.dl4jregularizers.variational.VariationalConvolution2D;
import io.github.dl4jregularizers.variational.VariationalDense;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The rows of layers with learned noise. */
final class VariationalRows {

    private static final KlWeight KL = KlWeight.forTrainingExamples(7).beta(0.5);

    private VariationalRows() {}

    static List<LayerCase> rows() {
        List<LayerCase> rows = new ArrayList<>(List.of(
                dense("VariationalDense", true),
                dense("VariationalDense without bias", false),
                convolution(
                        "VariationalConvolution2D, strided",
                        new DirectConvolution(new int[] {2, 3}, new int[] {2, 1}, new int[] {1, 2}, new int[] {1, 2}),
                        ConvolutionMode.Truncate,
                        3,
                        5),
                convolution(
                        "VariationalConvolution2D, same",
                        new DirectConvolution(new int[] {3, 2}, new int[] {1, 2}, new int[] {1, 0}, new int[] {1, 1}),
                        ConvolutionMode.Same,
                        4,
                        3)));
        for (Input input : List.of(Input.FEED_FORWARD, Input.CONVOLUTIONAL, Input.RECURRENT)) {
            rows.add(learned(input));
        }
        return rows;
    }

    private static LayerCase dense(String name, boolean bias) {
        return LayerCase.layer(name, Input.FEED_FORWARD, format -> noisy(bias).build())
                .reference((input, parameters) -> forward(input, parameters, bias))
                .unlike(
                        () -> noisy(!bias).build(),
                        () -> noisy(bias).initialLogVariance(-3).build(),
                        () -> noisy(bias).pruningThreshold(2).build(),
                        () -> noisy(bias).nOut(5).build(),
                        () -> noisy(bias).nIn(5).build(),
                        () -> noisy(bias).klWeight(KL.warmUp(3)).build())
                .rejects("klWeight", "given", null, () -> new VariationalDense.Builder().build())
                .rejects("trainingExamples", ">= 1", 0, () -> KlWeight.forTrainingExamples(0))
                .rejects("beta", ">= 0", -0.5, () -> KL.beta(-0.5))
                .rejects("beta", ">= 0", Double.NaN, () -> KL.beta(Double.NaN))
                .rejects("warmUpIterations", ">= 0", -1, () -> KL.warmUp(-1))
                .rejects("initialLogVariance", "[-40.0, 10.0]", Double.NaN, () -> noisy(bias)
                        .initialLogVariance(Double.NaN)
                        .build())
                .rejects("pruningThreshold", "[-10.0, 10.0]", 10.5, () -> noisy(bias)
                        .pruningThreshold(10.5)
                        .build());
    }

    private static VariationalDense.Builder noisy(boolean bias) {
        return new VariationalDense.Builder()
                .nIn(Input.SIZE)
                .nOut(Input.SIZE)
                .activation(Activation.TANH)
                .biasInit(0.1)
                .hasBias(bias)
                .klWeight(KL)
                .initialLogVariance(-2)
                .pruningThreshold(1);
    }

    private static INDArray forward(INDArray input, Map<String, INDArray> parameters, boolean bias) {
        INDArray variance = input.mul(input).mmul(Transforms.exp(parameters.get("logVariance")));
        INDArray z = input.mmul(parameters.get("W")).add(noise(variance));
        return Transforms.tanh(bias ? z.addRowVector(parameters.get("b")) : z);
    }

    private static INDArray noise(INDArray variance) {
        INDArray noise = Nd4j.create(DataType.DOUBLE, variance.shape());
        for (int i = 0; i < noise.length(); i++) {
            noise.putScalar(i, ReplayNoise.normal(i));
        }
        return noise.muli(Transforms.sqrt(variance));
    }

    private static LayerCase convolution(
            String name, DirectConvolution map, ConvolutionMode mode, long height, long width) {
        return LayerCase.layer(name, Input.CONVOLUTIONAL, format -> noisy(map, mode)
                        .dataFormat((CNN2DFormat) format)
                        .build())
                .reference((input, parameters) -> {
                    INDArray mean = map.of(input, parameters.get("W"), height, width);
                    INDArray variance =
                            map.of(input.mul(input), Transforms.exp(parameters.get("logVariance")), height, width);
                    INDArray bias = parameters.get("b").reshape(1, Input.SIZE, 1, 1);
                    return Transforms.tanh(mean.add(noise(variance)).add(bias));
                })
                .unlike(
                        () -> noisy(map, mode).dataFormat(CNN2DFormat.NHWC).build(),
                        () -> noisy(map, mode).hasBias(false).build(),
                        () -> noisy(map, mode).pruningThreshold(2).build(),
                        () -> noisy(map, mode).stride(3, 3).build(),
                        () -> noisy(map, mode).klWeight(KL.warmUp(3)).build())
                .rejects("klWeight", "given", null, () -> new VariationalConvolution2D.Builder(3, 3)
                        .convolutionMode(mode)
                        .build())
                .rejects("pruningThreshold", "[-10.0, 10.0]", Double.NaN, () -> noisy(map, mode)
                        .pruningThreshold(Double.NaN)
                        .build());
    }

    private static VariationalConvolution2D.Builder noisy(DirectConvolution map, ConvolutionMode mode) {
        return new VariationalConvolution2D.Builder(map.kernel())
                .stride(map.stride())
                .padding(mode == ConvolutionMode.Same ? new int[] {0, 0} : map.padding())
                .dilation(map.dilation())
                .convolutionMode(mode)
                .nIn(Input.SIZE)
                .nOut(Input.SIZE)
                .activation(Activation.TANH)
                .biasInit(0.1)
                .klWeight(KL)
                .initialLogVariance(-2)
                .pruningThreshold(1);
    }

    private static LayerCase learned(Input input) {
        return LayerCase.layer("LearnedGaussianDropout", input, format -> learned()
                        .dataFormat(format)
                        .build())
                .reference(
                        ForwardReference.timesNormal(ForwardReference.Sharing.NONE, draw -> 1 + Math.sqrt(0.6) * draw))
                .noiseVariance(0.6)
                .unlike(
                        () -> learned().klWeight(KL.warmUp(3)).build(),
                        () -> learned().initialAlpha(0.5).build(),
                        () -> learned().maxAlpha(3).build(),
                        () -> learned().dataFormat(RNNFormat.NWC).build(),
                        () -> learned().nIn(9).build())
                .rejects("klWeight", "given", null, () -> new LearnedGaussianDropout.Builder().build())
                .rejects("maxAlpha", "[1.0E-4, 10000.0]", 0.0, () -> learned()
                        .maxAlpha(0)
                        .build())
                .rejects("initialAlpha", "> 0", 0.0, () -> learned()
                        .initialAlpha(0)
                        .build())
                .rejects("initialAlpha", "< maxAlpha = 2.0", 2.0, () -> learned()
                        .initialAlpha(2)
                        .build())
                .rejects("activation", "left out, because the layer below has one", "relu", () -> learned()
                        .activation(Activation.RELU)
                        .build());
    }

    private static LearnedGaussianDropout.Builder learned() {
        return new LearnedGaussianDropout.Builder()
                .nIn(Input.SIZE)
                .klWeight(KL)
                .initialAlpha(0.6)
                .maxAlpha(2);
    }
}
