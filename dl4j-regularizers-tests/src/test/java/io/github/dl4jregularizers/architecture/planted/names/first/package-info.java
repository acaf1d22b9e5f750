/** A planted violation. */
package io.github.dl4jregularizers.architecture.planted.names.first;
