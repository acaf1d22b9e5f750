/** Tests of the dropout family beside its contract. */
package io.github.dl4jregularizers.dropout;
