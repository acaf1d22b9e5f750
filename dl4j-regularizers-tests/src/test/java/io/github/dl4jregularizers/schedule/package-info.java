/** Tests of the package io.github.dl4jregularizers.schedule. */
package io.github.dl4jregularizers.schedule;
