package io.github.dl4jregularizers.architecture.planted.cycle.second;

import io.github.dl4jregularizers.architecture.planted.cycle.first.There;

/** The other half. */
public final class Back {

    There there;
}
