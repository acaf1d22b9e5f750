package io.github.dl4jregularizers.contract;

import static io.github.dl4jregularizers.contract.UpdaterCase.applied;

import io.github.dl4jregularizers.penalty.ElasticNet;
import io.github.dl4jregularizers.penalty.GroupLasso;
import io.github.dl4jregularizers.penalty.L2StartingPoint;
import io.github.dl4jregularizers.penalty.SoftOrthogonality;
import io.github.dl4jregularizers.penalty.SpectralNormPenalty;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** The penalties on weights: rows of {@link UpdaterTable}. PenaltyReferenceTest trains them against PyTorch. */
final class PenaltyRows {

    private static final double NAN = Double.NaN;
    private static final double INFINITE = Double.POSITIVE_INFINITY;

    private static final ElasticNet NET = new ElasticNet(0.01, 0.02);
    private static final ElasticNet PROXIMAL_NET = new ElasticNet(step(0.01), step(0.02)).proximal();
    private static final GroupLasso LASSO = new GroupLasso(0.01);
    private static final GroupLasso PROXIMAL_LASSO = new GroupLasso(step(0.02)).proximal();
    private static final SoftOrthogonality ORTHOGONALITY = new SoftOrthogonality(0.01);
    private static final SoftOrthogonality OFF_DIAGONAL = new SoftOrthogonality(step(0.02)).withoutDiagonal();
    private static final SpectralNormPenalty SPECTRAL = new SpectralNormPenalty(step(0.01), 5);

    private static final SpectralNormPenalty DEFAULT_SPECTRAL = new SpectralNormPenalty(0.02);

    private PenaltyRows() {}

    static List<UpdaterCase> rows() {
        return List.of(
                applied("ElasticNet", () -> NET)
                        .rejects("l1", ">= 0", -1.0, () -> new ElasticNet(-1, 0))
                        .rejects("l2", "finite", INFINITE, () -> new ElasticNet(0, INFINITE))
                        .rejects("l1", "given", null, () -> new ElasticNet(null, step(1)))
                        .rejects("conf", "given", null, () -> NET.applyTo((MultiLayerConfiguration) null)),
                applied("ElasticNet, proximal", () -> PROXIMAL_NET)
                        .rejects("l2", "finite", NAN, () -> new ElasticNet(0, NAN))
                        .rejects("l2", "given", null, () -> new ElasticNet(step(1), null)),
                applied("L2StartingPoint", PenaltyRows::startingPoint)
                        .rejects("coefficient", ">= 0", -1.0, () -> L2StartingPoint.of(pretrained(), -1))
                        .rejects("pretrained", "MultiLayerNetwork", null, () -> L2StartingPoint.of(null, 1)),
                applied("L2StartingPoint, scheduled", () -> L2StartingPoint.of(pretrained(), step(0.02)))
                        .rejects("coefficient", "given", null, () -> L2StartingPoint.of(pretrained(), null)),
                applied("GroupLasso", () -> LASSO)
                        .rejects("coefficient", ">= 0", -1.0, () -> new GroupLasso(-1))
                        .rejects("coefficient", "given", null, () -> new GroupLasso(null))
                        .rejects("conf", "given", null, () -> LASSO.applyTo((ComputationGraphConfiguration) null))
                        .rejects("exclusion", "given", null, () -> LASSO.exclude(null)),
                applied("GroupLasso, proximal", () -> PROXIMAL_LASSO)
                        .rejects("coefficient", "finite", NAN, () -> new GroupLasso(NAN)),
                applied("SoftOrthogonality", () -> ORTHOGONALITY)
                        .rejects("coefficient", ">= 0", -1.0, () -> new SoftOrthogonality(-1)),
                applied("SoftOrthogonality, without diagonal", () -> OFF_DIAGONAL)
                        .rejects("coefficient", "finite", INFINITE, () -> new SoftOrthogonality(INFINITE)),
                applied("SpectralNormPenalty, default iterations", () -> DEFAULT_SPECTRAL)
                        .rejects("coefficient", "finite", INFINITE, () -> new SpectralNormPenalty(INFINITE)),
                applied("SpectralNormPenalty", () -> SPECTRAL)
                        .rejects("coefficient", ">= 0", -1.0, () -> new SpectralNormPenalty(-1))
                        .rejects("iterations", ">= 1", 0, () -> new SpectralNormPenalty(1, 0)));
    }

    private static L2StartingPoint startingPoint() {
        return L2StartingPoint.of(pretrained(), 0.01);
    }

    /** Has the layers of a sequence, by index, and of a graph, by name. */
    private static ComputationGraph pretrained() {
        GraphBuilder builder = new NeuralNetConfiguration.Builder().seed(5).graphBuilder();
        builder.addInputs("in")
                .addLayer("0", Input.FEED_FORWARD.layer(null), "in")
                .addLayer("1", Input.FEED_FORWARD.head(null).get(0), "0")
                .addLayer(NetworkPlan.BELOW, Input.FEED_FORWARD.layer(null), "in")
                .addLayer("head0", Input.FEED_FORWARD.head(null).get(0), NetworkPlan.BELOW)
                .setOutputs("1", "head0")
                .setInputTypes(Input.FEED_FORWARD.type(null));
        ComputationGraph network = new ComputationGraph(builder.build());
        network.init();
        return network;
    }

    private static ISchedule step(double initial) {
        return new StepSchedule(ScheduleType.ITERATION, initial, 0.5, 2);
    }
}
