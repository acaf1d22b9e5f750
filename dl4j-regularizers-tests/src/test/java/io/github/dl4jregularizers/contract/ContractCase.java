package io.github.dl4jregularizers.contract;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * One row of a contract's table: the common part of all kinds.
 *
 * @param <C> the kind of row
 */
abstract class ContractCase<C extends ContractCase<C>> {

    private final String name;
    private final List<Supplier<?>> others = new ArrayList<>();
    private final List<BadArgument> badArguments = new ArrayList<>();
    private final Map<Property<C>, String> skipped = new LinkedHashMap<>();

    ContractCase(String name) {
        this.name = name;
    }

    abstract C self();

    /** A new instance of the class under test, with non-default values. */
    abstract Object subject();

    /** Instances that differ from the subject in one value each, and so must not equal it. */
    final C unlike(Supplier<?>... different) {
        Collections.addAll(others, different);
        return self();
    }

    /** A constructor or factory call that has to be refused, and the required parts of the message. */
    final C rejects(String argument, String range, Object value, Callable<?> construction) {
        badArguments.add(new BadArgument(argument, range, String.valueOf(value), construction));
        return self();
    }

    /** Skips a property, with a reason. */
    final C skip(Property<C> property, String reason) {
        skipped.put(property, reason);
        return self();
    }

    final List<Supplier<?>> others() {
        return others;
    }

    final List<BadArgument> badArguments() {
        return badArguments;
    }

    final Map<Property<C>, String> skipped() {
        return skipped;
    }

    @Override
    public final String toString() {
        return name;
    }
}
