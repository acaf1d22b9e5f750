/**
 * Audits the effective regularization of a network. {@link io.github.dl4jregularizers.audit.RegularizationAudit} reads
 * a configuration, a network or a saved model. It finds settings that DL4J ignores, applies twice or miscomputes.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.audit;
