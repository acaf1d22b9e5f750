/** Tests of noise on the states of recurrent layers beside their contract. */
package io.github.dl4jregularizers.recurrent;
