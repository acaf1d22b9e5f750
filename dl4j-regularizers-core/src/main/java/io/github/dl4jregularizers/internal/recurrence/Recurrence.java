package io.github.dl4jregularizers.internal.recurrence;

import io.github.dl4jregularizers.internal.dl4j.Detached;
import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.layers.recurrent.LSTM;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One pass of a recurrent layer with noise on its states, from the forward to the backward pass. Arrays are
 * [time, batch, features] in c order: a step is a contiguous slice, and all steps are one matrix.
 */
public final class Recurrence {

    /** DL4J's keys of the states of LSTM and SimpleRnn. */
    private static final String OUTPUT = LSTM.STATE_KEY_PREV_ACTIVATION;

    private static final String MEMORY = LSTM.STATE_KEY_PREV_MEMCELL;

    private final Cell cell;
    private final StateMasks masks;
    /** Zeros at masked steps, [batch, time]; null for none. */
    private final INDArray stepMask;

    private final long steps;
    private final INDArray inputs;
    private final INDArray preactivations;
    private final INDArray gates;
    /** The previous outputs as the layer reads them: with the mask of the recurrent input. */
    private final INDArray recurrentInputs;
    /** Memory cells before the zoneout, and after it. */
    private final INDArray computed;

    private final INDArray memories;
    private final INDArray outputs;
    private final INDArray firstMemory;

    /**
     * Computes the forward pass.
     *
     * @param input [batch, features, time]
     * @param weights parameters of the layer
     * @param start states before the first step by DL4J's keys; zeros where absent
     * @param stepMask [batch, time], null for none
     */
    @SuppressWarnings("try") // The scope is used by being open.
    public Recurrence(
            Cell cell,
            StateMasks masks,
            PassMemory memory,
            INDArray input,
            CellWeights weights,
            Map<String, INDArray> start,
            INDArray stepMask,
            boolean isTraining,
            LayerWorkspaceMgr workspaces) {
        this.cell = cell;
        this.masks = masks;
        this.stepMask = stepMask == null ? null : stepMask.castTo(memory.type());
        steps = memory.steps();
        long units = memory.units();
        long examples = memory.examples();
        inputs = memory.create(steps, examples, input.size(1)).assign(input.permute(2, 0, 1));
        preactivations = memory.create(steps, examples, cell.gates() * units);
        gates = cell.gates() > 1 ? memory.create(steps, examples, cell.gates() * units) : null;
        recurrentInputs = memory.create(steps, examples, units);
        outputs = memory.create(steps, examples, units);
        computed = cell.hasMemory() ? memory.create(steps, examples, units) : null;
        memories = cell.hasMemory() ? memory.create(steps, examples, units) : null;
        INDArray firstOutput = started(memory, start.get(OUTPUT));
        firstMemory = cell.hasMemory() ? started(memory, start.get(MEMORY)) : null;
        matrix(preactivations).assign(matrix(inputs).mmul(weights.input)).addiRowVector(weights.bias);
        for (long step = 0; step < steps; step++) {
            try (MemoryWorkspace loop = workspaces.notifyScopeEntered(ArrayType.RNN_FF_LOOP_WORKING_MEM)) {
                forward(step, step == 0 ? firstOutput : outputs.slice(step - 1), weights.recurrent, isTraining);
            }
        }
    }

    private static INDArray started(PassMemory memory, INDArray state) {
        INDArray first = memory.create(memory.examples(), memory.units());
        return state == null ? first.assign(0) : first.assign(state);
    }

    private void forward(long step, INDArray previous, INDArray recurrentWeights, boolean isTraining) {
        INDArray read = recurrentInputs.slice(step).assign(previous);
        if (masks.recurrent != null) {
            read.muli(masks.recurrent);
        }
        preactivations.slice(step).addi(read.mmul(recurrentWeights));
        CellStep now = at(step);
        cell.forward(now, isTraining);
        keep(now.output, previous, masks.hidden(step));
        if (cell.hasMemory()) {
            keep(memories.slice(step).assign(now.memory), now.before, masks.cell(step));
        }
        if (stepMask != null) {
            mask(now.output, step);
            if (cell.hasMemory()) {
                mask(memories.slice(step), step);
            }
        }
    }

    private CellStep at(long step) {
        INDArray before = step == 0 || memories == null ? firstMemory : memories.slice(step - 1);
        return new CellStep(
                preactivations.slice(step),
                gates == null ? null : gates.slice(step),
                before,
                computed == null ? null : computed.slice(step),
                outputs.slice(step));
    }

    /** Zoneout: share * previous + (1 - share) * now, in place. */
    private static void keep(INDArray now, INDArray previous, INDArray share) {
        if (share != null) {
            now.addi(previous.sub(now).muli(share));
        }
    }

    private void mask(INDArray state, long step) {
        state.muliColumnVector(stepMask.getColumn(step, true));
    }

    /** Outputs, [batch, units, time], in the memory of activations. */
    public INDArray output(LayerWorkspaceMgr workspaces) {
        return workspaces.dup(ArrayType.ACTIVATIONS, outputs.permute(1, 2, 0), 'f');
    }

    /** Copies of the states after the last step, by DL4J's keys. */
    public Map<String, INDArray> lastStates() {
        Map<String, INDArray> states = new HashMap<>();
        states.put(OUTPUT, last(outputs));
        if (memories != null) {
            states.put(MEMORY, last(memories));
        }
        return states;
    }

    private INDArray last(INDArray sequence) {
        return Detached.of(() -> sequence.slice(steps - 1).dup());
    }

    /** A copy of the mask of the recurrent input; null for none. */
    public INDArray recurrentMask() {
        return masks.recurrent == null ? null : Detached.of(() -> masks.recurrent.dup());
    }

    /**
     * Computes the gradients.
     *
     * @param epsilon gradient of the outputs, [batch, units, time]
     * @param backSteps number of steps to go back, the last ones
     * @param weights parameters of the layer
     * @param gradients to be written
     * @return gradient of the input, [batch, features, time]
     */
    @SuppressWarnings("try") // The scope is used by being open.
    public INDArray backward(
            INDArray epsilon,
            long backSteps,
            CellWeights weights,
            CellWeights gradients,
            LayerWorkspaceMgr workspaces) {
        INDArray ofOutputs = workspaces.dup(ArrayType.BP_WORKING_MEM, epsilon.permute(2, 0, 1), 'c');
        INDArray ofPreactivations =
                workspaces.create(ArrayType.BP_WORKING_MEM, preactivations.dataType(), preactivations.shape(), 'c');
        long[] state = {outputs.size(1), outputs.size(2)};
        INDArray later = workspaces.create(ArrayType.BP_WORKING_MEM, outputs.dataType(), state, 'c');
        INDArray ofMemory = workspaces.create(ArrayType.BP_WORKING_MEM, outputs.dataType(), state, 'c');
        for (long step = steps - 1; step >= Math.max(0, steps - backSteps); step--) {
            try (MemoryWorkspace loop = workspaces.notifyScopeEntered(ArrayType.RNN_BP_LOOP_WORKING_MEM)) {
                backward(step, ofOutputs.slice(step).addi(later), ofMemory, ofPreactivations.slice(step));
                later.assign(ofOutputs.slice(step)); // the share of the kept output
                later.addi(ofRead(ofPreactivations.slice(step).mmul(weights.recurrent.transpose())));
            }
        }
        INDArray all = matrix(ofPreactivations);
        gradients.input.assign(matrix(inputs).transpose().mmul(all));
        gradients.recurrent.assign(matrix(recurrentInputs).transpose().mmul(all));
        gradients.bias.assign(all.sum(true, 0));
        INDArray ofInputs = all.mmul(weights.input.transpose()).reshape('c', inputs.shape());
        return workspaces.dup(ArrayType.ACTIVATION_GRAD, ofInputs.permute(1, 2, 0), 'f');
    }

    /** Leaves the gradients of the kept states in the arrays of the gradients of the states. */
    private void backward(long step, INDArray ofOutput, INDArray ofMemory, INDArray ofPreactivations) {
        if (stepMask != null) {
            mask(ofOutput, step);
            mask(ofMemory, step);
        }
        INDArray keptOutput = kept(ofOutput, masks.hidden(step));
        INDArray keptMemory = kept(ofMemory, masks.cell(step));
        cell.backward(at(step), ofOutput.subi(keptOutput), ofMemory.subi(keptMemory), ofPreactivations);
        ofOutput.assign(keptOutput);
        ofMemory.addi(keptMemory);
    }

    private static INDArray kept(INDArray gradient, INDArray share) {
        return share == null ? gradient.like() : gradient.mul(share);
    }

    private INDArray ofRead(INDArray gradient) {
        return masks.recurrent == null ? gradient : gradient.muli(masks.recurrent);
    }

    private static INDArray matrix(INDArray steps) {
        return steps.reshape('c', steps.size(0) * steps.size(1), steps.size(2));
    }
}
