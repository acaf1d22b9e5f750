package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.audit.Severity;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;

/** Dropout that is missing in the backward pass. */
public final class DropoutGradient extends Rule {

    private static final List<Class<?>> FORGETTING = List.of(
            CenterLossOutputLayer.class,
            Convolution1DLayer.class,
            Convolution3D.class,
            Deconvolution2D.class,
            Deconvolution3D.class,
            RepeatVector.class,
            SpaceToDepthLayer.class,
            Upsampling1D.class);

    /** Creates the rule. */
    public DropoutGradient() {
        super(
                "dropout-gradient",
                Severity.WRONG_RESULT,
                "The layer applies the dropout in the forward pass but not in the backward pass.");
    }

    @Override
    protected void check(LayerView layer, Report report) {
        layer.dropout()
                .filter(dropout -> layer.isAny(FORGETTING))
                .ifPresent(dropout -> report.add(
                        this,
                        layer,
                        dropout.getClass().getSimpleName() + " on " + layer.kind() + " has wrong gradients below it",
                        ".layer(new NoiseLayer(new Dropout(DropRate.of(0.5)))) before the layer"));
    }
}
