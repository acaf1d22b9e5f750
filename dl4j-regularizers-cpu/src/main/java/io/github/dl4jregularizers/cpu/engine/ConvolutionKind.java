package io.github.dl4jregularizers.cpu.engine;

import org.bytedeco.dnnl.dnnl_convolution_desc_t;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.global.dnnl;

/** oneDNN's functions for convolutions, and for deconvolutions. */
enum ConvolutionKind {
    CONVOLUTION(
            dnnl.dnnl_convolution_direct,
            dnnl::dnnl_dilated_convolution_forward_desc_init,
            dnnl::dnnl_dilated_convolution_backward_data_desc_init,
            dnnl::dnnl_dilated_convolution_backward_weights_desc_init),

    /** A sum over the windows that cover a position of the output. */
    DECONVOLUTION(
            dnnl.dnnl_deconvolution_direct,
            dnnl::dnnl_dilated_deconvolution_forward_desc_init,
            dnnl::dnnl_dilated_deconvolution_backward_data_desc_init,
            dnnl::dnnl_dilated_deconvolution_backward_weights_desc_init);

    final int algorithm;
    final Forward forward;
    final BackwardData backwardData;
    final BackwardWeights backwardWeights;

    ConvolutionKind(int algorithm, Forward forward, BackwardData backwardData, BackwardWeights backwardWeights) {
        this.algorithm = algorithm;
        this.forward = forward;
        this.backwardData = backwardData;
        this.backwardWeights = backwardWeights;
    }

    /** Fills the descriptor of a forward pass. */
    @FunctionalInterface
    interface Forward {
        int fill(
                dnnl_convolution_desc_t operation,
                int mode,
                int algorithm,
                dnnl_memory_desc_t in,
                dnnl_memory_desc_t weights,
                dnnl_memory_desc_t bias,
                dnnl_memory_desc_t out,
                long[] strides,
                long[] dilates,
                long[] paddingBefore,
                long[] paddingAfter);
    }

    /** Fills the descriptor of the gradient of the input. */
    @FunctionalInterface
    interface BackwardData {
        int fill(
                dnnl_convolution_desc_t operation,
                int algorithm,
                dnnl_memory_desc_t in,
                dnnl_memory_desc_t weights,
                dnnl_memory_desc_t out,
                long[] strides,
                long[] dilates,
                long[] paddingBefore,
                long[] paddingAfter);
    }

    /** Fills the descriptor of the gradients of weights and bias. */
    @FunctionalInterface
    interface BackwardWeights {
        int fill(
                dnnl_convolution_desc_t operation,
                int algorithm,
                dnnl_memory_desc_t in,
                dnnl_memory_desc_t weights,
                dnnl_memory_desc_t bias,
                dnnl_memory_desc_t out,
                long[] strides,
                long[] dilates,
                long[] paddingBefore,
                long[] paddingAfter);
    }
}
