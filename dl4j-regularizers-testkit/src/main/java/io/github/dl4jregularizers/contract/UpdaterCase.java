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

/** An updater, schedule, regularization, constraint or change of a configuration. */
public final class UpdaterCase extends ContractCase<UpdaterCase> {

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

    /**
     * An updater, together with a regularization.
     *
     * @param name of the row, unique in a contract
     * @param factory makes a new instance with non-default values
     * @param company the regularization; null for none
     * @return the row
     */
    public static UpdaterCase updater(
            String name, Supplier<? extends IUpdater> factory, Supplier<? extends Regularization> company) {
        return new UpdaterCase(name, factory, factory, company);
    }

    /**
     * A regularization, together with an updater.
     *
     * @param name of the row, unique in a contract
     * @param factory makes a new instance with non-default values
     * @param company the updater
     * @return the row
     */
    public static UpdaterCase regularization(
            String name, Supplier<? extends Regularization> factory, Supplier<? extends IUpdater> company) {
        return new UpdaterCase(name, factory, company, factory);
    }

    /**
     * A schedule of learning rates. Compare its values with its formula in a separate test.
     *
     * @param name of the row, unique in a contract
     * @param factory makes a new instance with non-default values
     * @return the row
     */
    public static UpdaterCase schedule(String name, Supplier<? extends ISchedule> factory) {
        return new UpdaterCase(name, factory, () -> new Sgd(factory.get()), null)
                .skip(
                        UpdaterProperty.EQUALS_TORCH,
                        "a schedule is not an update: a separate test compares its values with the formula");
    }

    /**
     * A constraint on the weights, set for the whole network.
     *
     * @param name of the row, unique in a contract
     * @param factory makes a new instance with non-default values
     * @return the row
     */
    public static UpdaterCase constraint(String name, Supplier<? extends LayerConstraint> factory) {
        UpdaterCase row = new UpdaterCase(name, factory, () -> new Sgd(0.1), null)
                .skip(
                        UpdaterProperty.EQUALS_TORCH,
                        "a constraint is not an update: a separate test compares its projection with the formula")
                .skip(
                        UpdaterProperty.PARALLEL_WRAPPER,
                        "in a graph without workspaces, the workers' parameters count as leaked from one:"
                                + " DL4J's own constraints fail too");
        row.global = builder -> builder.constrainWeights(factory.get());
        return row;
    }

    /**
     * A change of a built configuration of either kind of network.
     *
     * @param name of the row, unique in a contract
     * @param factory makes a new instance with non-default values
     * @return the row
     */
    public static UpdaterCase applied(String name, Supplier<? extends ConfigurationChange> factory) {
        UpdaterCase row = new UpdaterCase(name, factory, () -> new Sgd(0.1), null);
        row.partOfConfiguration = false;
        row.change = factory;
        return row;
    }

    /**
     * Sets where PyTorch's values are: {@code /reference/TOPIC/values.json} on the class path, with the element {@code
     * optimizer}. It holds the parameters {@code start}, the {@code gradients} [steps, parameters], and {@code cases}:
     * {@code name}, {@code settings} with the {@code scale} of the gradients, and the parameters {@code expected} at
     * the end.
     *
     * @param topic the folder
     * @param name of the case
     * @return this row
     */
    public UpdaterCase torch(String topic, String name) {
        torchTopic = topic;
        torchCase = name;
        return this;
    }

    @Override
    UpdaterCase self() {
        return this;
    }

    @Override
    List<UpdaterProperty> properties() {
        return List.of(UpdaterProperty.values());
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

    /** The regularization under test, or beside the updater under test; null for none. */
    Regularization regularization() {
        return regularization == null ? null : regularization.get();
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
