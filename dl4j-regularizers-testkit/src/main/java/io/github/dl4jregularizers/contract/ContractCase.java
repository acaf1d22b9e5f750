package io.github.dl4jregularizers.contract;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * One class under test, with what the properties need to know about it: the common part of all kinds.
 *
 * @param <C> the kind of row
 */
public abstract class ContractCase<C extends ContractCase<C>> {

    private final String name;
    private final List<Supplier<?>> others = new ArrayList<>();
    private final List<BadArgument> badArguments = new ArrayList<>();
    private final Map<Property<C>, String> skipped = new LinkedHashMap<>();

    ContractCase(String name) {
        this.name = name;
    }

    abstract C self();

    /** All properties of this kind. */
    abstract List<? extends Property<C>> properties();

    /** A new instance of the class under test, with non-default values. */
    abstract Object subject();

    /**
     * Adds instances that differ from the subject in one value each. They must not equal the subject.
     *
     * @param different one factory per setting
     * @return this row
     */
    public final C unlike(Supplier<?>... different) {
        Collections.addAll(others, different);
        return self();
    }

    /**
     * Adds a constructor or factory call that must throw an {@code IllegalArgumentException}.
     *
     * @param argument the name in the message
     * @param range the allowed range in the message
     * @param value the value in the message
     * @param construction the call
     * @return this row
     */
    public final C rejects(String argument, String range, Object value, Callable<?> construction) {
        badArguments.add(new BadArgument(argument, range, String.valueOf(value), construction));
        return self();
    }

    /**
     * Skips a property.
     *
     * @param property of this row's kind
     * @param reason part of the test report
     * @return this row
     */
    public final C skip(Property<C> property, String reason) {
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
