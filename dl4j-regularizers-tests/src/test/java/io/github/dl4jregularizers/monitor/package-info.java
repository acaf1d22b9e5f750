/** Tests of the package io.github.dl4jregularizers.monitor. */
package io.github.dl4jregularizers.monitor;
