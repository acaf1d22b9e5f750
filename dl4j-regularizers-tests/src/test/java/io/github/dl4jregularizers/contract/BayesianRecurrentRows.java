package io.github.dl4jregularizers.contract;

import io.github.dl4jregularizers.variational.BayesianLSTM;
import io.github.dl4jregularizers.variational.BayesianSimpleRnn;
import io.github.dl4jregularizers.variational.KlWeight;
import io.github.dl4jregularizers.variational.WeightPrior;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The rows of Bayes by Backprop in recurrent layers. */
final class BayesianRecurrentRows {

    private static final KlWeight KL = KlWeight.forTrainingExamples(7).beta(0.5);
    private static final WeightPrior GAUSSIAN = WeightPrior.gaussian(0.7);
    private static final WeightPrior MIXTURE = WeightPrior.scaleMixture(0.4, 1.3, 0.02);

    private BayesianRecurrentRows() {}

    static List<LayerCase> rows() {
        return List.of(simple(), lstm());
    }

    private static LayerCase simple() {
        return LayerCase.layer("BayesianSimpleRnn", Input.RECURRENT, format -> ofSimple(format)
                        .build())
                .noiseOnWeights()
                .reference(BayesianRecurrentRows::run)
                .unlike(
                        () -> ofSimple(RNNFormat.NWC).build(),
                        () -> ofSimple(RNNFormat.NCW).prior(GAUSSIAN).build(),
                        () -> ofSimple(RNNFormat.NCW).temperature(2).build(),
                        () -> ofSimple(RNNFormat.NCW).initialDeviation(0.2).build(),
                        () -> ofSimple(RNNFormat.NCW).nOut(5).build(),
                        () -> ofSimple(RNNFormat.NCW).klWeight(KL.warmUp(3)).build(),
                        () -> ofLstm(RNNFormat.NCW).build())
                .rejects("klWeight", "given", null, () -> new BayesianSimpleRnn.Builder().build())
                .rejects("temperature", "> 0", 0.0, () -> ofSimple(RNNFormat.NCW)
                        .temperature(0)
                        .build());
    }

    private static BayesianSimpleRnn.Builder ofSimple(DataFormat format) {
        return new BayesianSimpleRnn.Builder()
                .dataFormat((RNNFormat) format)
                .nIn(Input.SIZE)
                .nOut(Input.SIZE)
                .activation(Activation.TANH)
                .biasInit(0.1)
                .klWeight(KL)
                .prior(MIXTURE)
                .temperature(0.5)
                .initialDeviation(0.4);
    }

    private static LayerCase lstm() {
        return LayerCase.layer("BayesianLSTM", Input.RECURRENT, format -> ofLstm(format)
                        .build())
                .noiseOnWeights()
                .reference(BayesianRecurrentRows::run)
                .unlike(
                        () -> ofLstm(RNNFormat.NCW).prior(MIXTURE).build(),
                        () -> ofLstm(RNNFormat.NCW).forgetGateBiasInit(2).build(),
                        () -> ofLstm(RNNFormat.NCW)
                                .gateActivationFunction(Activation.HARDSIGMOID)
                                .build(),
                        () -> ofLstm(RNNFormat.NCW).temperature(2).build(),
                        () -> ofLstm(RNNFormat.NCW).initialDeviation(0.2).build())
                .rejects("klWeight", "given", null, () -> new BayesianLSTM.Builder().build())
                .rejects("prior", "given", null, () -> ofLstm(RNNFormat.NCW)
                        .prior(null)
                        .build())
                .rejects("initialDeviation", "[1.0E-8, 100.0]", 0.0, () -> ofLstm(RNNFormat.NCW)
                        .initialDeviation(0)
                        .build());
    }

    private static BayesianLSTM.Builder ofLstm(DataFormat format) {
        return new BayesianLSTM.Builder()
                .dataFormat((RNNFormat) format)
                .nIn(Input.SIZE)
                .nOut(Input.SIZE)
                .activation(Activation.TANH)
                .klWeight(KL)
                .prior(GAUSSIAN)
                .temperature(0.5)
                .initialDeviation(0.4);
    }

    /** DL4J's equations with drawn weights: first those of the input, then the recurrent ones. */
    private static INDArray run(INDArray input, Map<String, INDArray> parameters) {
        INDArray weights = parameters.get("W");
        Map<String, INDArray> drawn = Map.of(
                "W", drawn(weights, parameters.get("logVariance"), 0),
                "RW", drawn(parameters.get("RW"), parameters.get("recurrentLogVariance"), weights.length()),
                "b", parameters.get("b"));
        return StateNoiseRows.run(input, drawn, null, null, null);
    }

    private static INDArray drawn(INDArray mean, INDArray logVariance, long first) {
        INDArray noise = Nd4j.create(DataType.DOUBLE, mean.shape());
        for (long i = 0; i < noise.length(); i++) {
            noise.putScalar(i, ReplayNoise.normal(first + i));
        }
        return noise.muli(Transforms.exp(logVariance.mul(0.5))).addi(mean);
    }
}
