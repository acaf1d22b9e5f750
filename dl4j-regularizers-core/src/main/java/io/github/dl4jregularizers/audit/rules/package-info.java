/**
 * The rules of the audit, one class per rule. The id of a rule is its class name in kebab case, and its page is in
 * docs/audit.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.audit.rules;
