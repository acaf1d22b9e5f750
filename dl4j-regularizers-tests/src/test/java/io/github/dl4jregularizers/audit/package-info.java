/**
 * Every rule of the audit with a configuration that it finds; the programs of docs/audit show each defect in DL4J
 * itself.
 */
package io.github.dl4jregularizers.audit;
