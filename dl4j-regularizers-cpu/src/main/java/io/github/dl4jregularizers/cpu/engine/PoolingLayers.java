package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_avg_exclude_padding;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_avg_include_padding;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_max;

import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/** Translates pooling layers into steps. Methods return whether oneDNN computes the layer as DL4J does. */
final class PoolingLayers {

    private final LayerSteps steps;

    PoolingLayers(LayerSteps steps) {
        this.steps = steps;
    }

    boolean addPooling(SubsamplingLayer pooling) {
        Integer algorithm = algorithm(pooling.getPoolingType(), pooling.isAvgPoolIncludePadInDivisor());
        if (algorithm == null || !steps.agrees(pooling.getCnn2dDataFormat())) {
            return false;
        }
        steps.add(new PoolingStep(algorithm, Window.of(pooling)));
        return true;
    }

    /** Null if oneDNN has none that is equal. */
    private static Integer algorithm(PoolingType type, boolean countsPadding) {
        if (type == PoolingType.MAX) {
            return dnnl_pooling_max;
        }
        int average = countsPadding ? dnnl_pooling_avg_include_padding : dnnl_pooling_avg_exclude_padding;
        return type == PoolingType.AVG ? average : null;
    }

    /** Channels first only: DL4J pools rows and columns by their place in the shape. */
    boolean addGlobalPooling(Layer layer) {
        GlobalPoolingLayer pooling = (GlobalPoolingLayer) layer.conf().getLayer();
        Integer algorithm = algorithm(pooling.getPoolingType(), false);
        boolean isTaken = algorithm != null
                && pooling.isCollapseDimensions()
                && (pooling.getPoolingDimensions() == null
                        || Arrays.equals(pooling.getPoolingDimensions(), new int[] {2, 3}))
                && steps.agrees(CNN2DFormat.NCHW);
        if (isTaken) {
            steps.addMaskable(layer);
            steps.add(new GlobalPoolingStep(algorithm));
        }
        return isTaken;
    }
}
