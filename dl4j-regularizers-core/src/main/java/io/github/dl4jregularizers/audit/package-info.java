/**
 * Tells what a network's regularization really does: {@link io.github.dl4jregularizers.audit.RegularizationAudit} reads a
 * configuration, a network or a saved model and names what DL4J ignores, doubles or miscomputes, with what to write instead.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.audit;
