package io.github.dl4jregularizers.benchmark;

import java.io.IOException;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;

/** Measures one network of one peer on DL4J in this process: oneDNN is a choice for the whole process. */
final class PeerProcess {

    private PeerProcess() {}

    /**
     * Prints {@link StepTimes}.
     *
     * @param arguments peer, network, seconds of training before the measurement, seconds
     */
    public static void main(String[] arguments) throws IOException {
        PeerNetwork network = PeerNetwork.named(arguments[1]);
        Model model = Peer.valueOf(arguments[0]).model(network);
        DataSet batch = network.batch();
        Runnable training;
        Runnable inference;
        if (model instanceof ComputationGraph) {
            ComputationGraph graph = (ComputationGraph) model;
            training = () -> graph.fit(batch);
            inference = () -> graph.output(batch.getFeatures());
        } else {
            MultiLayerNetwork sequence = (MultiLayerNetwork) model;
            training = () -> sequence.fit(batch);
            inference = () -> sequence.output(batch.getFeatures());
        }
        System.out.println(StepTimes.measure(
                ResNet20Process.weights(model.paramTable()),
                training,
                inference,
                Double.parseDouble(arguments[2]),
                Double.parseDouble(arguments[3]),
                ResNet20Process.version()));
    }
}
