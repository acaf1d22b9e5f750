/** Internal checks and helpers of all packages; may change in any release. */
package io.github.dl4jregularizers.internal;
