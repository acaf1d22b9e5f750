package io.github.dl4jregularizers.architecture.planted.names.second;

/** Has a namesake. */
public final class Twin {}
