package io.github.dl4jregularizers.contract;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/** The properties of every updater, regularization and configuration change. */
public enum UpdaterProperty implements Property<UpdaterCase> {
    /** After fifty given gradients the parameters are PyTorch's, in double to 1e-12. */
    EQUALS_TORCH(UpdaterChecks::equalsTorch, UpdaterCase::isPartOfConfiguration),
    /** A configuration from JSON and YAML equals the original; equals distinguishes different subjects. */
    JSON_EQUALS(UpdaterChecks::json),
    /** A clone is equal. */
    CLONE_IS_EQUAL(UpdaterChecks::cloneIsEqual, UpdaterCase::isPartOfConfiguration),
    /** DL4J merges the updater's blocks of all layers into one. */
    BLOCKS_MERGE(UpdaterChecks::blocksMerge),
    /** A saved and restored network continues to the same parameters and updater state. */
    RESTORE_CONTINUES(UpdaterChecks::restore),
    /** Two workers of a ParallelWrapper train. */
    PARALLEL_WRAPPER(UpdaterChecks::parallel),
    /** A copy through Java serialization is equal. */
    JAVA_SERIALIZATION(JavaSerialization::equal, UpdaterCase::isPartOfConfiguration),
    /** Bad arguments are refused with argument, range and value. */
    BAD_ARGUMENTS_ARE_NAMED(BadArgument::check);

    private static final Set<UpdaterProperty> INDEPENDENT_OF_BACKEND =
            EnumSet.of(JSON_EQUALS, CLONE_IS_EQUAL, JAVA_SERIALIZATION, BAD_ARGUMENTS_ARE_NAMED);

    private final Check<UpdaterCase> check;
    private final Predicate<UpdaterCase> applies;

    UpdaterProperty(Check<UpdaterCase> check) {
        this(check, row -> true);
    }

    UpdaterProperty(Check<UpdaterCase> check, Predicate<UpdaterCase> applies) {
        this.check = check;
        this.applies = applies;
    }

    @Override
    public boolean appliesTo(UpdaterCase row) {
        return applies.test(row);
    }

    @Override
    public Check<UpdaterCase> check() {
        return check;
    }

    @Override
    public boolean isIndependentOfBackend() {
        return INDEPENDENT_OF_BACKEND.contains(this);
    }
}
