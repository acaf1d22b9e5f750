package io.github.dl4jregularizers.contract;

import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The class under test alone: one training forward pass, and the backward pass that belongs to it. */
abstract class Probe {

    abstract INDArray forward(INDArray input);

    /** The gradient of the input, or of the parameters where the input has none. */
    abstract INDArray backward(INDArray outputGradient);

    Map<String, INDArray> parameters() {
        return Map.of();
    }

    static Probe of(LayerCase row, Object subject, Variant variant, DataFormat format) {
        if (row.kind() == LayerCase.Kind.DROPOUT) {
            return dropout((IDropout) subject);
        }
        Network network =
                new NetworkPlan(variant, row.input(), format).subject(subject).build();
        initGradients(network.model());
        return row.kind() == LayerCase.Kind.LAYER
                ? layer(layerOf(network))
                : vertex(((ComputationGraph) network.model()).getVertex(Network.SUBJECT));
    }

    private static void initGradients(Model model) {
        if (model instanceof MultiLayerNetwork) {
            ((MultiLayerNetwork) model).initGradientsView();
        } else {
            ((ComputationGraph) model).initGradientsView();
        }
    }

    private static Layer layerOf(Network network) {
        return network.model() instanceof MultiLayerNetwork
                ? ((MultiLayerNetwork) network.model()).getLayer(Network.SUBJECT)
                : ((ComputationGraph) network.model()).getLayer(Network.SUBJECT);
    }

    private static Probe dropout(IDropout dropout) {
        return new Probe() {
            @Override
            INDArray forward(INDArray input) {
                return dropout.applyDropout(input, input.ulike(), 0, 0, LayerWorkspaceMgr.noWorkspaces());
            }

            @Override
            INDArray backward(INDArray outputGradient) {
                return dropout.backprop(outputGradient, outputGradient.ulike(), 0, 0);
            }
        };
    }

    private static Probe layer(Layer layer) {
        return new Probe() {
            @Override
            INDArray forward(INDArray input) {
                return layer.activate(input, true, LayerWorkspaceMgr.noWorkspaces());
            }

            @Override
            INDArray backward(INDArray outputGradient) {
                INDArray gradient = layer.backpropGradient(outputGradient, LayerWorkspaceMgr.noWorkspaces())
                        .getSecond();
                return gradient == null ? layer.getGradientsViewArray() : gradient;
            }

            @Override
            Map<String, INDArray> parameters() {
                return layer.paramTable();
            }
        };
    }

    private static Probe vertex(GraphVertex vertex) {
        return new Probe() {
            @Override
            INDArray forward(INDArray input) {
                vertex.setInputs(input);
                return vertex.doForward(true, LayerWorkspaceMgr.noWorkspaces());
            }

            @Override
            INDArray backward(INDArray outputGradient) {
                vertex.setEpsilon(outputGradient);
                return vertex.doBackward(false, LayerWorkspaceMgr.noWorkspaces())
                        .getSecond()[0];
            }

            @Override
            Map<String, INDArray> parameters() {
                return vertex.paramTable(false);
            }
        };
    }
}
