/** A planted violation. */
package io.github.dl4jregularizers.architecture.planted.cycle.second;
