/**
 * What every configuration class of the library has to satisfy. {@code NoiseContract}, {@code LayerContract}, {@code LossContract} and {@code
 * UpdaterContract} run named properties over the rows of a table ({@code LayerTable} and so on): a new class adds one
 * row, and {@code CompletenessTest} fails until it has. {@code ContractSelfTest} shows that broken classes fail.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.contract;
