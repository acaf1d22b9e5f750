package example;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.audit.RegularizationAudit;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import io.github.dl4jregularizers.optimizer.AdamW;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;

/** A MultiLayerNetwork with dropout, label smoothing and AdamW. */
public final class TrainSequence {

    private TrainSequence() {}

    public static void main(String[] args) {
        MultiLayerConfiguration conf = new NeuralNetConfiguration.Builder().seed(1).activation(Activation.RELU).list()
                .layer(new DenseLayer.Builder().nIn(2).nOut(64).build())
                .layer(new DenseLayer.Builder().nIn(64).nOut(64).dropOut(new Dropout(DropRate.of(0.1))).build())
                .layer(new OutputLayer.Builder(new LabelSmoothingLoss(0.05)).nIn(64).nOut(2)
                        .activation(Activation.SOFTMAX).build())
                .build();
        conf = AdamW.builder().learningRate(0.01).weightDecay(0.01).build().applyTo(conf);
        RegularizationAudit.of(conf).forEach(System.out::println);

        MultiLayerNetwork network = new MultiLayerNetwork(conf);
        network.init();
        DataSet training = Spirals.points(200, 1);
        for (int epoch = 0; epoch < 300; epoch++) {
            network.fit(training);
        }
        DataSet test = Spirals.points(1000, 2);
        Evaluation evaluation = new Evaluation(2);
        evaluation.eval(test.getLabels(), network.output(test.getFeatures()));
        System.out.printf("test accuracy %.1f %%%n", 100 * evaluation.accuracy());
    }
}
