package io.github.dl4jregularizers.optimizer;

import io.github.dl4jregularizers.ConfigurationChange;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.LayerTree;
import io.github.dl4jregularizers.internal.config.ParameterShape;
import io.github.dl4jregularizers.internal.config.TrainingSettings;
import io.github.dl4jregularizers.internal.weights.SelectedParameters;
import io.github.dl4jregularizers.internal.weights.SelectiveRegularization;
import io.github.dl4jregularizers.internal.weights.WeightInstaller;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.schedule.ISchedule;

/** Turns DL4J's L2 and weight decay into decoupled decay with the same coefficients. */
final class L2Replacement implements ConfigurationChange {

    @Override
    public MultiLayerConfiguration applyTo(MultiLayerConfiguration conf) {
        return new Installer(LayerTree.of(Arguments.required("conf", conf))).installIn(conf);
    }

    @Override
    public ComputationGraphConfiguration applyTo(ComputationGraphConfiguration conf) {
        return new Installer(LayerTree.of(Arguments.required("conf", conf))).installIn(conf);
    }

    @Override
    public String toString() {
        return "DecoupledWeightDecay in place of L2";
    }

    /** Returns the settings of a layer; DL4J's repetitions of one setting count once. */
    private static Set<Regularization> decays(LayerNode node) {
        return registered(node).map(SelectiveRegularization::effective).collect(Collectors.toSet());
    }

    private static Stream<Regularization> registered(LayerNode node) {
        return TrainingSettings.of(node.config()).map(TrainingSettings::regularization).orElse(List.of()).stream()
                .filter(L2Replacement::isDecay);
    }

    private static boolean isDecay(Regularization registered) {
        Regularization regularization = SelectiveRegularization.effective(registered);
        return regularization instanceof L2Regularization || DecayReport.isDecay(regularization);
    }

    private static boolean acts(Regularization registered, String parameter) {
        return !(registered instanceof SelectiveRegularization)
                || ((SelectiveRegularization) registered).includes(parameter);
    }

    private static final class Installer extends WeightInstaller {

        Installer(LayerTree tree) {
            super("DecoupledWeightDecay.replacingL2()", "decay", withoutDecay(tree));
        }

        /** Excludes the weights without L2 and weight decay. */
        private static BiPredicate<String, String> withoutDecay(LayerTree tree) {
            Set<List<String>> decayed = new HashSet<>();
            for (LayerNode node : tree.nodes()) {
                List<Regularization> decays = registered(node).collect(Collectors.toList());
                node.parameters().keySet().stream()
                        .filter(parameter -> decays.stream().anyMatch(decay -> acts(decay, parameter)))
                        .forEach(parameter ->
                                decayed.add(List.of(node.layerName(), node.parameterPrefix() + parameter)));
            }
            return (layer, parameter) -> !decayed.contains(List.of(layer, parameter));
        }

        @Override
        protected boolean isNever() {
            return false;
        }

        @Override
        protected boolean isSameKind(Regularization regularization) {
            return isDecay(regularization);
        }

        @Override
        protected boolean isInstalled(Regularization regularization) {
            return isDecay(regularization);
        }

        @Override
        protected Regularization regularization(
                LayerNode node, Map<String, ParameterShape> meant, SelectedParameters some) {
            Set<Regularization> decays = decays(node);
            if (decays.size() > 1) {
                throw Arguments.invalid("L2 and weight decay", "one setting per layer", decays);
            }
            return decoupled(decays.iterator().next()).of(some);
        }

        private static DecoupledWeightDecay decoupled(Regularization old) {
            if (old instanceof DecoupledWeightDecay) {
                return (DecoupledWeightDecay) old;
            }
            boolean isL2 = old instanceof L2Regularization;
            ISchedule coefficient = isL2 ? ((L2Regularization) old).getL2() : ((WeightDecay) old).getCoeff();
            boolean timesLearningRate = isL2 || ((WeightDecay) old).isApplyLR();
            return new DecoupledWeightDecay(coefficient, timesLearningRate);
        }

        @Override
        protected TrainingSettings settings(LayerNode node, TrainingSettings old, List<Regularization> weights) {
            return new TrainingSettings(
                    old.updater(), old.biasUpdater(), weights, withoutSameKind(node, old.regularizationBias()));
        }
    }
}
