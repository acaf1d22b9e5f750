package io.github.dl4jregularizers.spark;

import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.loss.BinaryFocalLoss;
import io.github.dl4jregularizers.loss.BinaryLabelSmoothingLoss;
import io.github.dl4jregularizers.loss.BootstrappingLoss;
import io.github.dl4jregularizers.loss.CheckedLabelsLoss;
import io.github.dl4jregularizers.loss.ConfidencePenaltyLoss;
import io.github.dl4jregularizers.loss.DistillationLoss;
import io.github.dl4jregularizers.loss.FloodedLoss;
import io.github.dl4jregularizers.loss.FocalLoss;
import io.github.dl4jregularizers.loss.GaussianNegativeLogLikelihoodLoss;
import io.github.dl4jregularizers.loss.GeneralizedCrossEntropyLoss;
import io.github.dl4jregularizers.loss.JensenShannonConsistencyLoss;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import io.github.dl4jregularizers.loss.NtXentLoss;
import io.github.dl4jregularizers.loss.SampleWeightedLoss;
import io.github.dl4jregularizers.loss.ScaledLoss;
import io.github.dl4jregularizers.loss.SymmetricCrossEntropyLoss;
import io.github.dl4jregularizers.loss.UncertaintyWeightedLoss;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/** One small network per loss. */
final class LossNetworks {

    private final BiConsumer<Class<?>, Supplier<Model>> table;

    private LossNetworks(BiConsumer<Class<?>, Supplier<Model>> table) {
        this.table = table;
    }

    static void addTo(BiConsumer<Class<?>, Supplier<Model>> table) {
        new LossNetworks(table).addAll();
    }

    private void addAll() {
        loss(new LabelSmoothingLoss(0.1), Activation.SOFTMAX);
        loss(new ConfidencePenaltyLoss(0.1), Activation.SOFTMAX);
        loss(new FocalLoss(2), Activation.SOFTMAX);
        loss(new GeneralizedCrossEntropyLoss(), Activation.SOFTMAX);
        loss(new SymmetricCrossEntropyLoss(0.1, 1), Activation.SOFTMAX);
        loss(new FloodedLoss(0.1, new LossMCXENT()), Activation.SOFTMAX);
        loss(new CheckedLabelsLoss(new LossMCXENT()), Activation.SOFTMAX);
        loss(new BinaryFocalLoss(2), Activation.SIGMOID);
        loss(new BinaryLabelSmoothingLoss(0.1), Activation.SIGMOID);
        loss(BootstrappingLoss.soft(0.9), Activation.SOFTMAX);
        loss(new DistillationLoss(2, 0.5), Activation.SOFTMAX);
        loss(new JensenShannonConsistencyLoss(new LossMCXENT()), Activation.SOFTMAX);
        loss(new ScaledLoss(0.5, new LossMCXENT()), Activation.SOFTMAX);
        loss(new NtXentLoss(), Activation.IDENTITY);
        loss(new SampleWeightedLoss(new LossMSE()), Activation.IDENTITY, 1);
        loss(UncertaintyWeightedLoss.classification(new LossMCXENT()), Activation.IDENTITY, 3);
        loss(new GaussianNegativeLogLikelihoodLoss(), Activation.IDENTITY, 4);
    }

    private void loss(ILossFunction loss, Activation activation) {
        loss(loss, activation, 2);
    }

    private void loss(ILossFunction loss, Activation activation, int outputs) {
        table.accept(loss.getClass(), () -> {
            NeuralNetConfiguration.ListBuilder list = Networks.base().list();
            return Networks.network(
                    list.layer(Networks.dense())
                            .layer(new NoiseLayer(new Dropout(Networks.RATE)))
                            .layer(new OutputLayer.Builder(loss)
                                    .nOut(outputs)
                                    .activation(activation)
                                    .build())
                            .setInputType(InputType.feedForward(5))
                            .build(),
                    Networks.adamW());
        });
    }
}
