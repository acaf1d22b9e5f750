/**
 * The library's classes under the contract of the test kit. {@code NoiseContract}, {@code LayerContract}, {@code
 * LossContract} and {@code UpdaterContract} run its properties over the rows of a table ({@code LayerTable} and so
 * on). A new class adds one row; {@code CompletenessTest} fails without it. {@code ContractSelfTest} shows that broken
 * classes fail.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.contract;
