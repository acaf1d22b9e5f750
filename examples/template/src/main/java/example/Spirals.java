package example;

import java.util.Random;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Two noisy spirals: replace this class by your data. */
final class Spirals {

    private Spirals() {}

    static DataSet points(int number, long seed) {
        Random random = new Random(seed);
        double[][] features = new double[number][2];
        double[][] labels = new double[number][2];
        for (int i = 0; i < number; i++) {
            double angle = 6 * random.nextDouble();
            double turn = angle + Math.PI * (i % 2);
            features[i][0] = angle / 3 * Math.cos(turn) + 0.15 * random.nextGaussian();
            features[i][1] = angle / 3 * Math.sin(turn) + 0.15 * random.nextGaussian();
            labels[i][i % 2] = 1;
        }
        return new DataSet(
                Nd4j.createFromArray(features).castTo(Nd4j.dataType()),
                Nd4j.createFromArray(labels).castTo(Nd4j.dataType()));
    }
}
