/** Tests of transfer learning and distillation. */
package io.github.dl4jregularizers.transfer;
