package io.github.dl4jregularizers.architecture.planted.cycle.first;

import io.github.dl4jregularizers.architecture.planted.cycle.second.Back;

/** Half of a cycle between two packages. */
public final class There {

    Back back;
}
