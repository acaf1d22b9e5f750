package io.github.dl4jregularizers.cpu.engine;

import io.github.dl4jregularizers.internal.backend.LayerRun;
import io.github.dl4jregularizers.internal.dl4j.BackwardArrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs layers by compiled programs. A batch that no program can be compiled for runs layer by layer. */
final class EngineRun implements LayerRun {

    private static final Logger LOG = LoggerFactory.getLogger(EngineRun.class);

    private static final Set<String> LOGGED = ConcurrentHashMap.newKeySet();

    private final boolean hasInputGradient;
    private final LayerRun otherwise;
    private final Programs programs;
    private final IntSupplier threadsAllowed;
    private boolean isRunOtherwise;
    private final FiniteCheck finite = new FiniteCheck();
    private int threads;
    private Program program;
    private Run run;
    private INDArray input;
    private List<Draw> draws;

    /**
     * A run of layers.
     *
     * @param type element type of the feature maps
     * @param threadsAllowed asked in each forward pass
     */
    EngineRun(List<Layer> layers, boolean hasInputGradient, LayerRun otherwise, int type, IntSupplier threadsAllowed) {
        this.threadsAllowed = threadsAllowed;
        this.hasInputGradient = hasInputGradient;
        this.otherwise = otherwise;
        programs = new Programs(layers, hasInputGradient, type);
    }

    @Override
    public synchronized INDArray forward(INDArray given, boolean training, LayerWorkspaceMgr workspaces) {
        forget();
        LayerWorkspaceMgr lasting = training ? BackwardArrays.in(workspaces) : workspaces;
        INDArray in = programs.channelsFirst(inOnePiece(given, training, lasting));
        INDArray output = computed(in, training, ArrayType.ACTIVATIONS, workspaces);
        isRunOtherwise = output == null;
        if (!training || isRunOtherwise) {
            forget();
        }
        return isRunOtherwise ? otherwise.forward(given, training, workspaces) : output;
    }

    /** The output of a forward pass; null if there is no program, or too little memory for it. */
    private INDArray computed(INDArray in, boolean training, ArrayType space, LayerWorkspaceMgr workspaces) {
        threads = threadsAllowed.getAsInt();
        program = programs.get(in, training, threads);
        if (program == null) {
            return null;
        }
        if (!finite.passes(in, program)) {
            programs.refuse("the input or parameters are not finite (NaN or infinity)");
            return null;
        }
        try {
            input = in;
            run = program.start(Math.toIntExact(in.size(0)), programs.arena(), threads);
            draw(training, workspaces);
            long[] shape = programs.given(program.outputShape(in.size(0)));
            INDArray output = workspaces.createUninitialized(space, DataType.FLOAT, shape, 'c');
            program.bind(run, Program.INPUT, in);
            program.bind(run, Program.OUTPUT, programs.channelsFirst(output));
            program.forward(run, threads);
            return output;
        } catch (OneDnnException | OutOfMemoryError e) {
            programs.refuse(e.getMessage());
            return null;
        }
    }

    /** Draws once per forward pass of the network, even if the engine repeats it. */
    private void draw(boolean training, LayerWorkspaceMgr workspaces) {
        List<Drawing> drawings = program.drawings();
        if (draws == null) {
            draws = drawings.stream()
                    .map(drawing -> drawing.draw(input, training, workspaces))
                    .collect(Collectors.toList());
        }
        for (int i = 0; i < draws.size(); i++) {
            drawings.get(i).give(draws.get(i), program, run);
        }
    }

    /** The array, or a copy if the elements of an example have others between them. */
    private static INDArray inOnePiece(INDArray array, boolean training, LayerWorkspaceMgr workspaces) {
        ArrayType space = training ? ArrayType.INPUT : ArrayType.FF_WORKING_MEM;
        return Programs.isInOnePiece(array) ? array : workspaces.dup(space, array, 'c');
    }

    @Override
    public synchronized INDArray backward(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        if (isRunOtherwise) {
            return otherwise.backward(epsilon, workspaces);
        }
        if (run == null) {
            throw new IllegalStateException("The backward pass needs a training forward pass before it");
        }
        if (!program.hasBackward()) {
            repeatWithGradients(workspaces);
        }
        INDArray dense = Programs.isDense(epsilon) && epsilon.dataType() == DataType.FLOAT
                ? epsilon
                : workspaces.dup(ArrayType.BP_WORKING_MEM, epsilon.castTo(DataType.FLOAT), 'c');
        program.bind(run, Program.OUTPUT_GRADIENT, programs.channelsFirst(dense));
        INDArray gradient = null;
        if (hasInputGradient) {
            long[] shape = programs.given(input.shape().clone());
            gradient = workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, shape, 'c');
            program.bind(run, Program.INPUT_GRADIENT, programs.channelsFirst(gradient));
        }
        program.backward(run, threads);
        forget();
        return gradient;
    }

    /** Runs the forward pass again: a network may make its gradient array after the first one. */
    private void repeatWithGradients(LayerWorkspaceMgr workspaces) {
        INDArray output = computed(input, true, ArrayType.BP_WORKING_MEM, workspaces);
        if (output == null || !program.hasBackward()) {
            throw new IllegalStateException("The layers have no arrays for gradients");
        }
    }

    private void forget() {
        program = null;
        run = null;
        input = null;
        draws = null;
    }

    @Override
    public synchronized void clear() {
        forget();
        otherwise.clear();
    }

    /** Logs a reason once per JVM. */
    static void logFallback(String reason) {
        if (LOGGED.add(reason)) {
            LOG.warn("Layers run one after another instead of by oneDNN: {}", reason);
        }
    }

    @Override
    public String toString() {
        return programs.toString();
    }
}
