/** Tests of parameter averages: against torch.optim.swa_utils, and of their use by callers. */
package io.github.dl4jregularizers.averaging;
