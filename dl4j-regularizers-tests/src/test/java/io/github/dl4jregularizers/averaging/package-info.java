/** Tests of parameter averages: against torch.optim.swa_utils, and of what callers may do with them. */
package io.github.dl4jregularizers.averaging;
