package io.github.dl4jregularizers.contract;

import io.github.dl4jregularizers.ConfigurationChange;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.schedule.ISchedule;

/** A row of {@link UpdaterTable}: an updater, schedule, regularization, constraint or change of a configuration. */
final class UpdaterCase extends ContractCase<UpdaterCase> {

    private final Supplier<?> factory;
    private final Supplier<? extends IUpdater> updater;
    private final Supplier<? extends Regularization> regularization;
    private boolean partOfConfiguration = true;
    private Consumer<NeuralNetConfiguration.Builder> global = builder -> {};
    private Supplier<? extends ConfigurationChange> change = () -> null;
    private String torchTopic;
    private String torchCase;

    private UpdaterCase(
            String name,
            Supplier<?> factory,
            Supplier<? extends IUpdater> updater,
            Supplier<? extends Regularization> regularization) {
        super(name);
        this.factory = factory;
        this.updater = updater;
        this.regularization = regularization;
    }

    /** An updater, in the company of a regularization. */
    static UpdaterCase updater(
            String name, Supplier<? extends IUpdater> factory, Supplier<? extends Regularization> company) {
        return new UpdaterCase(name, factory, factory, company);
    }

    /** A regularization, in the company of an updater. */
    static UpdaterCase regularization(
            String name, Supplier<? extends Regularization> factory, Supplier<? extends IUpdater> company) {
        return new UpdaterCase(name, factory, company, factory);
    }

    /** A schedule of learning rates. */
    static UpdaterCase schedule(String name, Supplier<? extends ISchedule> factory) {
        return new UpdaterCase(name, factory, () -> new Sgd(factory.get()), null)
                .skip(UpdaterProperty.EQUALS_TORCH, "ScheduleTest compares the values of schedules with PyTorch's");
    }

    /** A constraint on the weights, set for the whole network. */
    static UpdaterCase constraint(String name, Supplier<? extends LayerConstraint> factory) {
        UpdaterCase row = new UpdaterCase(name, factory, () -> new Sgd(0.1), null)
                .skip(UpdaterProperty.EQUALS_TORCH, "WeightConstraintTest compares what constraints leave of weights")
                .skip(
                        UpdaterProperty.PARALLEL_WRAPPER,
                        "in a graph without workspaces, the workers' parameters count as leaked from one:"
                                + " DL4J's own constraints fail too; WeightConstraintTest has a sequential network");
        row.global = builder -> builder.constrainWeights(factory.get());
        return row;
    }

    /** A change of a built configuration of either kind of network. */
    static UpdaterCase applied(String name, Supplier<? extends ConfigurationChange> factory) {
        UpdaterCase row = new UpdaterCase(name, factory, () -> new Sgd(0.1), null);
        row.partOfConfiguration = false;
        row.change = factory;
        return row;
    }

    /** Where PyTorch's values are: a topic in the resources, and the name of a case of its optimizer. */
    UpdaterCase torch(String topic, String name) {
        torchTopic = topic;
        torchCase = name;
        return this;
    }

    @Override
    UpdaterCase self() {
        return this;
    }

    @Override
    Object subject() {
        return factory.get();
    }

    /** Whether the subject itself becomes part of a configuration, rather than changing one. */
    boolean isPartOfConfiguration() {
        return partOfConfiguration;
    }

    /** The updater under test, or beside the regularization under test. */
    IUpdater updater() {
        return updater.get();
    }

    /** The regularization under test, or beside the updater under test. */
    Regularization regularization() {
        return regularization.get();
    }

    String torchTopic() {
        return torchTopic;
    }

    String torchCase() {
        return torchCase;
    }

    Network network(Variant variant) {
        return new NetworkPlan(variant, Input.FEED_FORWARD, null)
                .global(builder -> {
                    builder.updater(updater.get());
                    global.accept(builder);
                })
                .eachLayer(layer -> {
                    if (regularization != null) {
                        layer.setRegularization(List.of(regularization.get()));
                    }
                })
                .changed(change.get())
                .below()
                .build();
    }
}
