package io.github.dl4jregularizers.examples;

import io.github.dl4jregularizers.examples.data.ImageBatches;
import io.github.dl4jregularizers.examples.data.ImageSet;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** Multinomial logistic regression on standardized features of a fixed encoder. */
final class LinearProbe {

    private static final int BATCH = 250;
    private static final int STEPS = 200;
    private static final double RATE = 0.01;
    private static final double L2 = 1e-3;

    private LinearProbe() {}

    /**
     * Trains on all labeled images at once, and returns the accuracy on the test images in percent.
     *
     * @param run the data
     * @param encoder not trained further
     * @param layer whose output is flattened to the features
     * @param labeled images to train on
     * @param seed of the initial weights
     */
    static double accuracy(CifarRun run, MultiLayerNetwork encoder, int layer, ImageSet labeled, long seed) {
        DataSet training = features(run, encoder, layer, labeled);
        MultiLayerNetwork probe = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(new Adam(RATE))
                .l2(L2)
                .list()
                .layer(new BatchNormalization.Builder().lockGammaBeta(true).build())
                .layer(new OutputLayer.Builder()
                        .nOut(labeled.classes())
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.feedForward(training.getFeatures().size(1)))
                .build());
        probe.init();
        for (int step = 0; step < STEPS; step++) {
            probe.fit(training);
        }
        DataSet test = features(run, encoder, layer, run.data().test());
        INDArray right =
                probe.output(test.getFeatures()).argMax(1).eq(test.getLabels().argMax(1));
        return 100.0 * right.castTo(test.getLabels().dataType()).meanNumber().doubleValue();
    }

    private static DataSet features(CifarRun run, MultiLayerNetwork encoder, int layer, ImageSet images) {
        List<INDArray> features = new ArrayList<>();
        List<INDArray> labels = new ArrayList<>();
        ImageBatches batches = ImageBatches.inOrder(images, run.statistics(), BATCH);
        while (batches.hasNext()) {
            DataSet batch = batches.next();
            INDArray output = encoder.feedForwardToLayer(layer, batch.getFeatures(), false)
                    .get(layer + 1);
            features.add(output.dup('c').reshape(output.size(0), -1));
            labels.add(batch.getLabels());
        }
        return new DataSet(
                Nd4j.concat(0, features.toArray(INDArray[]::new)), Nd4j.concat(0, labels.toArray(INDArray[]::new)));
    }
}
