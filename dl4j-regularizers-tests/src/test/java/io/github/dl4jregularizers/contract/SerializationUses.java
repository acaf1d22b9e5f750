package io.github.dl4jregularizers.contract;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.audit.Finding;
import io.github.dl4jregularizers.audit.RegularizationAudit;
import io.github.dl4jregularizers.augment.AugmentedDataSetIterator;
import io.github.dl4jregularizers.augment.AugmentedInput;
import io.github.dl4jregularizers.augment.AugmentedMultiDataSetIterator;
import io.github.dl4jregularizers.augment.DisturbLabel;
import io.github.dl4jregularizers.averaging.SmallNetworks;
import io.github.dl4jregularizers.calibration.Binning;
import io.github.dl4jregularizers.calibration.CalibrationEvaluation;
import io.github.dl4jregularizers.calibration.ConformalPrediction;
import io.github.dl4jregularizers.calibration.ConformalScore;
import io.github.dl4jregularizers.calibration.ConformalizedQuantileRegression;
import io.github.dl4jregularizers.calibration.LabeledPredictions;
import io.github.dl4jregularizers.calibration.MatrixScaling;
import io.github.dl4jregularizers.calibration.PredictionIntervals;
import io.github.dl4jregularizers.calibration.ReliabilityDiagram;
import io.github.dl4jregularizers.calibration.RiskCoverageCurve;
import io.github.dl4jregularizers.calibration.TemperatureScaling;
import io.github.dl4jregularizers.calibration.VectorScaling;
import io.github.dl4jregularizers.constraint.LipschitzBound;
import io.github.dl4jregularizers.constraint.MaxNorm;
import io.github.dl4jregularizers.constraint.MaxSpectralNorm;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.earlystopping.SegmentedIterator;
import io.github.dl4jregularizers.ensemble.Ensemble;
import io.github.dl4jregularizers.ensemble.EnsembleError;
import io.github.dl4jregularizers.ensemble.WeightScaling;
import io.github.dl4jregularizers.inference.MonteCarloDropout;
import io.github.dl4jregularizers.inference.OutputKind;
import io.github.dl4jregularizers.inference.OutputLayout;
import io.github.dl4jregularizers.inference.PredictiveDistribution;
import io.github.dl4jregularizers.internal.ListOfBatches;
import io.github.dl4jregularizers.monitor.MeasuredDecay;
import io.github.dl4jregularizers.monitor.MeasuredNoise;
import io.github.dl4jregularizers.noise.BackendNoise;
import io.github.dl4jregularizers.noise.NoiseSource;
import io.github.dl4jregularizers.noise.SeededNoise;
import io.github.dl4jregularizers.noise.SplitMix;
import io.github.dl4jregularizers.optimizer.AdamW;
import io.github.dl4jregularizers.optimizer.DecayReport;
import io.github.dl4jregularizers.optimizer.SgdW;
import io.github.dl4jregularizers.residual.DropPathPlacement;
import io.github.dl4jregularizers.residual.FusedNetworks;
import io.github.dl4jregularizers.residual.StochasticDepth;
import io.github.dl4jregularizers.selfsupervised.PatchMasking;
import io.github.dl4jregularizers.selfsupervised.TwoViews;
import io.github.dl4jregularizers.variational.KlWeight;
import io.github.dl4jregularizers.variational.Sparsity;
import io.github.dl4jregularizers.variational.VariationalDense;
import io.github.dl4jregularizers.variational.WeightPrior;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.SingletonMultiDataSetIterator;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.provider.Arguments;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Objects and one use of each: rows of {@link JavaSerializationTest}. */
final class SerializationUses {

    private static final INDArray PROBABILITIES =
            Nd4j.createFromArray(new double[][] {{0.7, 0.2, 0.1}, {0.3, 0.4, 0.3}, {0.2, 0.2, 0.6}, {0.1, 0.8, 0.1}});
    private static final INDArray LABELS = Nd4j.createFromArray(0, 2, 2, 1);
    private static final INDArray FEATURES = Nd4j.createFromArray(new float[][] {{1, 2, 3}, {-1, 0.5f, 0}});

    private SerializationUses() {}

    private static <T> Arguments row(T subject, Function<T, ?> use) {
        return Arguments.of(subject.getClass().getSimpleName(), subject, use);
    }

    static Stream<Arguments> all() {
        return Stream.of(calibration(), inference(), changes(), reports(), data(), noise())
                .flatMap(Function.identity());
    }

    private static Stream<Arguments> calibration() {
        LabeledPredictions predictions = LabeledPredictions.of(PROBABILITIES, LABELS);
        ReliabilityDiagram diagram = ReliabilityDiagram.of(predictions, Binning.equalWidth(3));
        CalibrationEvaluation evaluation = new CalibrationEvaluation(4);
        evaluation.eval(oneHot(), PROBABILITIES);
        ConformalPrediction conformal =
                ConformalPrediction.calibrate(ConformalScore.ADAPTIVE, predictions, 0.4, new SeededNoise(1, 2, 3, 1));
        PredictionIntervals intervals = intervals();
        return Stream.of(
                row(Binning.equalMass(2), binning -> diagramOf(predictions, binning)),
                row(predictions, one -> one.accuracy() + diagramOf(one, Binning.equalMass(2))),
                row(diagram, one -> one.bins().toString() + one.expectedError() + one),
                row(diagram.bins().get(1), Object::toString),
                row(evaluation, one -> {
                    CalibrationEvaluation sum = new CalibrationEvaluation(4);
                    sum.merge(one);
                    sum.merge(one);
                    return sum.stats() + sum.size();
                }),
                row(conformal, one -> one.predict(PROBABILITIES).toString() + one),
                row(conformal.predict(PROBABILITIES), one -> one.coverage(LABELS) + " " + one.classes(1).length),
                row(intervals, one -> one.lower().add(one.upper())),
                row(ConformalizedQuantileRegression.calibrate(intervals, targets(), 0.4), one -> one.predict(intervals)
                        .upper()),
                row(RiskCoverageCurve.of(predictions), one -> one.area() + one.riskAt(0.5) + one.thresholdForRisk(0.1)),
                row(TemperatureScaling.of(1.7), one -> one.apply(PROBABILITIES)),
                row(ConformalScore.regularizedAdaptive(1, 0.1), Object::toString),
                row(VectorScaling.fit(PROBABILITIES, LABELS), one -> one.apply(PROBABILITIES)),
                row(MatrixScaling.fit(predictions, 0.1, 0.1), one -> one.apply(PROBABILITIES)));
    }

    private static INDArray oneHot() {
        return Nd4j.createFromArray(new double[][] {{1, 0, 0}, {0, 0, 1}, {0, 0, 1}, {0, 1, 0}});
    }

    private static String diagramOf(LabeledPredictions predictions, Binning binning) {
        return ReliabilityDiagram.of(predictions, binning).toString();
    }

    private static INDArray targets() {
        return Nd4j.createFromArray(1.5, 2.5, 3.75);
    }

    private static PredictionIntervals intervals() {
        return PredictionIntervals.of(Nd4j.createFromArray(1.0, 2, 3), Nd4j.createFromArray(2.0, 2.25, 3.5));
    }

    private static Stream<Arguments> inference() {
        PredictiveDistribution classes = PredictiveDistribution.of(OutputKind.CLASSES, PROBABILITIES, oneHot());
        PredictiveDistribution values = PredictiveDistribution.of(OutputKind.REGRESSION, PROBABILITIES, oneHot());
        Ensemble ensemble =
                Ensemble.of(SmallNetworks.stack(), SmallNetworks.graph()).weights(0.25, 0.75);
        return Stream.of(
                row(classes, one -> List.of(one.mutualInformation(), one.prediction(), one.variationRatio())),
                row(values, one -> List.of(one.mean(), one.variance(), one.quantile(0.3), one.sample(1))),
                row(OutputLayout.of(OutputKind.CLASSES), one -> PredictiveDistribution.of(one, PROBABILITIES)
                        .predictiveEntropy()),
                row(ensemble, one -> one.predict(FEATURES)),
                row(
                        MonteCarloDropout.of(dropout()).samples(4).seed(3).progress(done -> {}),
                        one -> one.predict(FEATURES).variance()),
                row(
                        EnsembleError.of(Nd4j.createFromArray(new double[][] {{1, 2}, {3, 5}}), Nd4j.ones(2)),
                        one -> one.ofAverage(3) + one.toString()));
    }

    private static MultiLayerNetwork dropout() {
        return SmallNetworks.stack(
                DataType.FLOAT,
                InputType.feedForward(3),
                new DenseLayer.Builder()
                        .nOut(4)
                        .dropOut(new Dropout(DropRate.of(0.4)))
                        .build());
    }

    private static Stream<Arguments> changes() {
        MultiLayerConfiguration conf = dropout().getLayerWiseConfigurations();
        return Stream.of(
                row(AdamW.builder().layerwiseDecay(0.5).build(), one -> one.applyTo(conf)
                        .toJson()),
                row(SgdW.builder().momentum(0.8).weightDecay(0.3).build(), one -> one.applyTo(conf)
                        .toJson()));
    }

    private static Stream<Arguments> reports() {
        MultiLayerNetwork network = SmallNetworks.stack(
                DataType.FLOAT,
                InputType.feedForward(3),
                new VariationalDense.Builder()
                        .nOut(4)
                        .klWeight(KlWeight.forTrainingExamples(1000))
                        .build(),
                new DenseLayer.Builder().nOut(3).l2(0.1).build());
        MultiLayerConfiguration conf = AdamW.builder()
                .learningRate(0.1)
                .weightDecay(0.01)
                .build()
                .applyTo(network.getLayerWiseConfigurations());
        DecayReport report = DecayReport.of(conf);
        List<Finding> findings = RegularizationAudit.of(conf);
        return Stream.of(
                row(report, one -> one.changesSince(DecayReport.of(network.getLayerWiseConfigurations())) + "" + one),
                row(report.entries().get(0), one -> one.updater() + " " + one.decays() + one),
                row(findings.get(0), one -> one.toString() + one.hashCode()),
                row(FusedNetworks.plan(conf), one -> one.left() + "" + one),
                row(placement(), one -> one.isInserted() + " " + one),
                row(KlWeight.forTrainingExamples(1000).warmUp(3), KlWeight::toString),
                row(WeightPrior.scaleMixture(0.3, 1, 0.1), WeightPrior::toString),
                row(Sparsity.of(network), one -> one.shareByLayer() + one.toString()),
                row(
                        LipschitzBound.of(network, InputType.feedForward(3)),
                        one -> one.value() + "" + one.unknown() + one),
                row(ListenerSerializationTest.measured().noise().get(0), MeasuredNoise::toString),
                row(ListenerSerializationTest.measured().decays().get(0), MeasuredDecay::toString),
                row(new AugmentedDataSetIterator(batches(), new DisturbLabel(0.5, 3)), one -> {
                    one.startEpoch(1);
                    return one.next().getLabels();
                }));
    }

    private static Stream<Arguments> data() {
        AugmentedInput disturbed = new AugmentedInput(0, 0, new DisturbLabel(0.5, 3));
        MultiLayerNetwork network = dropout();
        INDArray classes = Nd4j.eye(network.output(FEATURES).size(1)).getRows(0, 1);
        return Stream.of(
                row(disturbed, one -> {
                    MultiDataSet batch = severalInputs();
                    one.preProcess(batch);
                    return batch.getLabels(0);
                }),
                row(
                        new AugmentedMultiDataSetIterator(
                                new SingletonMultiDataSetIterator(severalInputs()), disturbed),
                        one -> {
                            one.startEpoch(1);
                            return one.next().getLabels(0);
                        }),
                row(new SegmentedIterator(batches(), 2), one -> one.next().getLabels()),
                row(new PatchMasking(1, 0.5, 3), one -> {
                    DataSet batch = new DataSet(FEATURES.dup(), FEATURES.dup());
                    one.preProcess(batch);
                    return batch.getFeatures();
                }),
                row(new TwoViews(), one -> {
                    DataSet batch = new DataSet(FEATURES.dup(), FEATURES.dup());
                    one.preProcess(batch);
                    return batch.getFeatures();
                }),
                row(WeightScaling.of(network, new DataSet(FEATURES, classes), 4, 3), WeightScaling::toString));
    }

    private static MultiDataSet severalInputs() {
        return new MultiDataSet(PROBABILITIES.dup(), oneHot());
    }

    static ListOfBatches batches() {
        return new ListOfBatches(List.of(new DataSet(PROBABILITIES, oneHot())));
    }

    private static DropPathPlacement placement() {
        return StochasticDepth.plan(
                        new NeuralNetConfiguration.Builder()
                                .graphBuilder()
                                .addInputs("in")
                                .addLayer(
                                        "dense",
                                        new DenseLayer.Builder().nOut(3).build(),
                                        "in")
                                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "dense", "in")
                                .setOutputs("sum")
                                .setInputTypes(InputType.feedForward(3))
                                .build(),
                        0.2)
                .get(0);
    }

    private static Stream<Arguments> noise() {
        SeededNoise started = new SeededNoise(5, 6, 7, 1);
        started.nextDouble();
        return Stream.of(
                row(started, SerializationUses::draws),
                row(BackendNoise.INSTANCE, SerializationUses::draws),
                row(new SplitMix(4), SplitMix::nextLong),
                row(DropRate.ramp(0, 0.4, 10), rate -> new Dropout(rate).toString() + rate),
                row(new MaxNorm(2), SerializationUses::constrained),
                row(new MaxSpectralNorm(1.5), SerializationUses::constrained));
    }

    private static INDArray draws(NoiseSource noise) {
        Nd4j.getRandom().setSeed(3);
        INDArray out = Nd4j.create(DataType.FLOAT, 4, 3);
        noise.gaussian(out, 0, 1);
        return out;
    }

    private static INDArray constrained(LayerConstraint constraint) {
        MultiLayerNetwork network = SmallNetworks.stack(
                DataType.DOUBLE,
                InputType.feedForward(3),
                new DenseLayer.Builder().nOut(4).constrainWeights(constraint).build());
        network.params().muli(20);
        network.applyConstraints(0, 0);
        return network.getParam("0_W");
    }
}
