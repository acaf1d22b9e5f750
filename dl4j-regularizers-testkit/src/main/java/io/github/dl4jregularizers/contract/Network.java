package io.github.dl4jregularizers.contract;

import io.github.dl4jregularizers.internal.config.LayerTree;
import io.github.dl4jregularizers.internal.config.ParameterRole;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * {@code MultiLayerNetwork} and {@code ComputationGraph} behind one interface; the class under test is named "subject".
 */
abstract class Network {

    static final String SUBJECT = "subject";

    abstract Model model();

    abstract void fit(DataSet batch);

    abstract INDArray output(boolean training, INDArray features, INDArray mask);

    abstract INDArray updaterState();

    /** The network's configuration, and its copies through JSON and YAML. */
    abstract Object configuration();

    abstract Object throughJson();

    abstract Object throughYaml();

    abstract MemoryReport memoryReport(InputType input);

    /** Configurations of all layers from input to output; vertices are left out. */
    abstract List<Layer> layers();

    /** The layer or vertex configuration named "subject". */
    abstract Object subject();

    abstract Network copy();

    abstract Network restore(InputStream saved) throws IOException;

    abstract LayerTree tree();

    /** Parameters that the loss does not train, excluded from DL4J's gradient check. */
    final Set<String> statistics() {
        Set<String> names = new HashSet<>();
        tree().parameterRoles().forEach((name, role) -> {
            if (role == ParameterRole.STATISTIC) {
                names.add(name);
            }
        });
        return names;
    }

    /** DL4J's gradient check of all parameters but some, with the generator reseeded before each pass. */
    abstract boolean gradientsAreExact(DataSet batch, Set<String> excluded);

    /** Names of the subject's parameters in the whole network. */
    final Set<String> subjectParameters() {
        Set<String> names = new HashSet<>();
        parametersOf(SUBJECT).keySet().forEach(name -> names.add(prefix() + name));
        return names;
    }

    /** The prefix of the subject's parameters in the whole network. */
    abstract String prefix();

    /** Transfer learning: this network with nothing frozen. */
    abstract Network fineTuned();

    /** Transfer learning: this network with the layer below the subject frozen. */
    abstract Network frozenBelow();

    /** Transfer learning: this network with another layer or vertex instead of the subject, and a new head. */
    abstract Network replaced(Object layerOrVertex, Input input, DataFormat format);

    static FineTuneConfiguration fineTuning() {
        return new FineTuneConfiguration.Builder().updater(NetworkPlan.UPDATER).build();
    }

    final INDArray parameters() {
        return model().params();
    }

    /** A training step whose noise depends on the seed only. */
    final void fit(DataSet batch, long noiseSeed) {
        Nd4j.getRandom().setSeed(noiseSeed);
        fit(batch);
    }

    /** The network after writing it, updater state included, and reading it again. */
    final Network savedAndRestored() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ModelSerializer.writeModel(model(), bytes, true);
        return restore(new ByteArrayInputStream(bytes.toByteArray()));
    }

    /** Parameters of one layer by name. */
    abstract Map<String, INDArray> parametersOf(String layer);

    static List<Layer> layersOf(List<NeuralNetConfiguration> configurations) {
        List<Layer> layers = new ArrayList<>();
        configurations.forEach(configuration -> layers.add(configuration.getLayer()));
        return layers;
    }
}
