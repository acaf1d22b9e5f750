package io.github.dl4jregularizers.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.Callable;

/** A call that has to be refused with a message that names the argument, the allowed range and the value received. */
final class BadArgument {

    private final String argument;
    private final String range;
    private final String value;
    private final Callable<?> call;

    BadArgument(String argument, String range, String value, Callable<?> call) {
        this.argument = argument;
        this.range = range;
        this.value = value;
        this.call = call;
    }

    static void check(ContractCase<?> row) {
        assertThat(row.badArguments()).as("bad arguments in the table").isNotEmpty();
        row.badArguments().forEach(BadArgument::isRefused);
    }

    private void isRefused() {
        assertThatThrownBy(call::call)
                .as("%s = %s", argument, value)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(argument)
                .hasMessageContaining(range)
                .hasMessageContaining(value);
    }
}
