/** Tests of the layers with learned noise beside their contract. */
package io.github.dl4jregularizers.variational;
