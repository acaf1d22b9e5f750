package example;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.audit.RegularizationAudit;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import io.github.dl4jregularizers.optimizer.AdamW;
import io.github.dl4jregularizers.residual.DropPathVertex;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;

/** A ComputationGraph with a residual branch under DropPath, label smoothing and AdamW. */
public final class TrainGraph {

    private TrainGraph() {}

    public static void main(String[] args) {
        ComputationGraphConfiguration conf = new NeuralNetConfiguration.Builder().seed(1).activation(Activation.RELU)
                .graphBuilder().addInputs("input")
                .addLayer("stem", new DenseLayer.Builder().nIn(2).nOut(64).build(), "input")
                .addLayer("branch", new DenseLayer.Builder().nIn(64).nOut(64).build(), "stem")
                .addVertex("dropPath", new DropPathVertex(DropRate.of(0.1)), "branch")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "stem", "dropPath")
                .addLayer("output", new OutputLayer.Builder(new LabelSmoothingLoss(0.05)).nIn(64).nOut(2)
                        .activation(Activation.SOFTMAX).build(), "sum")
                .setOutputs("output").build();
        conf = AdamW.builder().learningRate(0.01).weightDecay(0.01).build().applyTo(conf);
        RegularizationAudit.of(conf).forEach(System.out::println);

        ComputationGraph network = new ComputationGraph(conf);
        network.init();
        DataSet training = Spirals.points(200, 1);
        for (int epoch = 0; epoch < 300; epoch++) {
            network.fit(training);
        }
        DataSet test = Spirals.points(1000, 2);
        Evaluation evaluation = new Evaluation(2);
        evaluation.eval(test.getLabels(), network.outputSingle(test.getFeatures()));
        System.out.printf("test accuracy %.1f %%%n", 100 * evaluation.accuracy());
    }
}
