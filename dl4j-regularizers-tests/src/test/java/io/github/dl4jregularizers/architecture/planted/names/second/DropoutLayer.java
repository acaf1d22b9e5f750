package io.github.dl4jregularizers.architecture.planted.names.second;

/** Has the name of a class of Deeplearning4j. */
public final class DropoutLayer {}
