/** Tests of attention. */
package io.github.dl4jregularizers.attention;
