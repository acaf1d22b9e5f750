/**
 * The requirements on every configuration class of the library. {@code NoiseContract}, {@code LayerContract}, {@code
 * LossContract} and {@code UpdaterContract} run named properties over the rows of a table ({@code LayerTable} and so
 * on). A new class adds one row; {@code CompletenessTest} fails without it. {@code ContractSelfTest} shows that broken
 * classes fail.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.contract;
