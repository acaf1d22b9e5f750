package io.github.dl4jregularizers.architecture.planted.names.first;

/** Has a namesake. */
public final class Twin {}
