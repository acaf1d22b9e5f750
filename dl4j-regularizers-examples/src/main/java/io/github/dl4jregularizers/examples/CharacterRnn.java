package io.github.dl4jregularizers.examples;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.LockedDropout;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.examples.data.CharacterBatches;
import io.github.dl4jregularizers.examples.data.Sentence;
import io.github.dl4jregularizers.examples.data.Sentences;
import io.github.dl4jregularizers.examples.report.Statistic;
import io.github.dl4jregularizers.examples.report.TextTable;
import io.github.dl4jregularizers.weightnoise.DropConnect;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * A character-level recurrent language model on a small built-in language. It has the two dropouts of the AWD-LSTM
 * (Merity et al., 2018): locked dropout on the output, and weight dropout on the recurrent weights.
 */
public final class CharacterRnn {

    private static final int SENTENCES = 100;
    private static final int BATCH = 20;
    private static final int UNITS = 128;
    private static final double LEARNING_RATE = 1e-2;

    private CharacterRnn() {}

    /**
     * Trains each variant with each seed and prints the negative log-likelihood per character.
     *
     * @param args number of epochs (default 30), then seeds (default 1, 2, 3)
     */
    public static void main(String[] args) {
        if (Arrays.stream(args).anyMatch(argument -> !argument.matches("[1-9]\\d{0,5}"))) {
            System.err.println("usage: CharacterRnn [<epochs, above 0> [<seed, above 0> ...]]");
            System.exit(2);
        }
        int[] numbers = Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
        int epochs = numbers.length > 0 ? numbers[0] : 30;
        int[] seeds = numbers.length > 1 ? Arrays.copyOfRange(numbers, 1, numbers.length) : new int[] {1, 2, 3};
        List<Sentence> unseen = Sentences.generate(SENTENCES, -1);
        List<DataSet> training = CharacterBatches.of(Sentences.generate(SENTENCES, 0), BATCH);
        List<DataSet> test = CharacterBatches.of(unseen, BATCH);
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("nats per character", "training", "test", "gap"));
        for (double[] rates : new double[][] {{0, 0}, {0.3, 0}, {0, 0.3}, {0.3, 0.3}}) {
            String name = "locked " + rates[0] + ", weights " + rates[1];
            double[] known = new double[seeds.length];
            double[] unknown = new double[seeds.length];
            double[] gap = new double[seeds.length];
            for (int i = 0; i < seeds.length; i++) {
                MultiLayerNetwork network = network(DropRate.of(rates[0]), DropRate.of(rates[1]), seeds[i]);
                train(network, training, epochs, seeds[i]);
                known[i] = natsPerCharacter(network, training);
                unknown[i] = natsPerCharacter(network, test);
                gap[i] = unknown[i] - known[i];
                print("%s, seed %d: training %.3f, test %.3f", name, seeds[i], known[i], unknown[i]);
            }
            table.add(List.of(name, text(known), text(unknown), text(gap)));
        }
        System.out.println();
        TextTable.lines(table, 1).forEach(System.out::println);
        print("The language itself, of which no model can know more: %.3f on the test sentences", floor(unseen));
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    private static MultiLayerNetwork network(DropRate locked, DropRate weights, int seed) {
        Layer lstm = new LSTM.Builder().nOut(UNITS).activation(Activation.TANH).build();
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(new Adam(LEARNING_RATE))
                .list()
                .layer(DropConnect.builder(lstm)
                        .dropRate(weights)
                        .parameters("RW")
                        .build())
                .layer(new NoiseLayer(new LockedDropout(locked)))
                .layer(new RnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(CharacterBatches.CHARACTERS.length())
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(CharacterBatches.CHARACTERS.length()))
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init();
        return network;
    }

    private static void train(MultiLayerNetwork network, List<DataSet> batches, int epochs, int seed) {
        List<DataSet> order = new ArrayList<>(batches);
        Random random = new Random(seed);
        for (int epoch = 0; epoch < epochs; epoch++) {
            Collections.shuffle(order, random);
            order.forEach(network::fit);
        }
    }

    /** Computes the probability of each next character, at inference. */
    private static double natsPerCharacter(MultiLayerNetwork network, List<DataSet> batches) {
        double nats = 0;
        double characters = 0;
        for (DataSet batch : batches) {
            INDArray mask = batch.getLabelsMaskArray();
            INDArray probabilities = network.output(batch.getFeatures(), false, batch.getFeaturesMaskArray(), mask);
            INDArray ofNext = probabilities.mul(batch.getLabels()).sum(1);
            nats -= Transforms.log(ofNext.add(mask.rsub(1))).sumNumber().doubleValue();
            characters += mask.sumNumber().doubleValue();
        }
        return nats / characters;
    }

    private static double floor(List<Sentence> sentences) {
        double nats = sentences.stream()
                .mapToDouble(sentence -> -sentence.logProbability())
                .sum();
        return nats
                / sentences.stream()
                        .mapToInt(sentence -> sentence.text().length())
                        .sum();
    }

    private static String text(double[] values) {
        return Statistic.of(values).format(3, false);
    }
}
