"""Writes residual.h5: a small residual network in the file format of Keras 2, with random weights. The expected output
in values.json is computed here, by NumPy. Made with Python 3.11, NumPy 1.24 and h5py 3.7."""

import json

import h5py
import numpy

CHANNELS = 4
random = numpy.random.default_rng(1)


INITIALIZER = {"class_name": "Zeros", "config": {}}
WEIGHTS = {
    f"{part}_{setting}": value
    for part in ("kernel", "bias", "beta", "gamma", "moving_mean", "moving_variance")
    for setting, value in (("initializer", INITIALIZER), ("regularizer", None), ("constraint", None))
}


def layer(kind, name, config, inbound):
    nodes = [[[source, 0, 0, {}] for source in inbound]] if inbound else []
    return {"class_name": kind, "name": name, "config": {"name": name, **WEIGHTS, **config}, "inbound_nodes": nodes}


def convolution(name, source):
    config = {
        "trainable": True, "filters": CHANNELS, "kernel_size": [3, 3], "strides": [1, 1], "padding": "same",
        "data_format": "channels_last", "dilation_rate": [1, 1], "activation": "linear", "use_bias": False,
    }
    return layer("Conv2D", name, config, [source])


def normalization(name, source):
    config = {"trainable": True, "axis": 3, "momentum": 0.99, "epsilon": 1e-3, "center": True, "scale": True}
    return layer("BatchNormalization", name, config, [source])


def relu(name, source):
    return layer("Activation", name, {"trainable": True, "activation": "relu"}, [source])


INPUT = {"batch_input_shape": [None, 6, 6, 3], "dtype": "float32", "sparse": False}
DENSE = {"trainable": True, "units": 2, "activation": "softmax", "use_bias": True}
LAYERS = [
    layer("InputLayer", "images", INPUT, []),
    convolution("conv1", "images"),
    normalization("norm1", "conv1"),
    relu("relu1", "norm1"),
    convolution("conv2", "relu1"),
    normalization("norm2", "conv2"),
    layer("Add", "sum", {"trainable": True}, ["norm2", "relu1"]),
    relu("relu2", "sum"),
    layer("GlobalAveragePooling2D", "pool", {"trainable": True, "data_format": "channels_last"}, ["relu2"]),
    layer("Dense", "classifier", DENSE, ["pool"]),
]
MODEL = {
    "class_name": "Model",
    "config": {
        "name": "residual", "layers": LAYERS,
        "input_layers": [["images", 0, 0]], "output_layers": [["classifier", 0, 0]],
    },
    "keras_version": "2.2.4", "backend": "tensorflow",
}


def weights():
    kernels = {"conv1": (3, 3, 3, CHANNELS), "conv2": (3, 3, CHANNELS, CHANNELS)}
    found = {name: {"kernel": random.normal(0, 0.3, shape)} for name, shape in kernels.items()}
    for name in ("norm1", "norm2"):
        found[name] = {
            "gamma": random.uniform(0.5, 1.5, CHANNELS), "beta": random.normal(0, 0.3, CHANNELS),
            "moving_mean": random.normal(0, 0.3, CHANNELS), "moving_variance": random.uniform(0.5, 1.5, CHANNELS),
        }
    found["classifier"] = {"kernel": random.normal(0, 1, (CHANNELS, 2)), "bias": random.normal(0, 1, 2)}
    return {name: {key: value.astype("float32") for key, value in own.items()} for name, own in found.items()}


def convolve(x, kernel):
    padded = numpy.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
    windows = numpy.lib.stride_tricks.sliding_window_view(padded, (3, 3), (1, 2))
    return numpy.einsum("bhwckl,klco->bhwo", windows, kernel)


def normalize(x, own):
    scale = own["gamma"] / numpy.sqrt(own["moving_variance"] + 1e-3)
    return (x - own["moving_mean"]) * scale + own["beta"]


def output(x, w):
    skip = numpy.maximum(normalize(convolve(x, w["conv1"]["kernel"]), w["norm1"]), 0)
    y = normalize(convolve(skip, w["conv2"]["kernel"]), w["norm2"])
    features = numpy.maximum(y + skip, 0).mean((1, 2))
    z = features @ w["classifier"]["kernel"] + w["classifier"]["bias"]
    e = numpy.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def main():
    own = weights()
    with h5py.File("residual.h5", "w") as file:
        file.attrs["model_config"] = numpy.bytes_(json.dumps(MODEL))
        file.attrs["keras_version"] = numpy.bytes_("2.2.4")
        file.attrs["backend"] = numpy.bytes_("tensorflow")
        group = file.create_group("model_weights")
        names = [one["name"] for one in LAYERS]
        group.attrs["layer_names"] = [numpy.bytes_(name) for name in names]
        for name in names:
            keys = [f"{name}/{key}:0" for key in own.get(name, {})]
            of_layer = group.create_group(name)
            of_layer.attrs["weight_names"] = [numpy.bytes_(key) for key in keys]
            for key in keys:
                of_layer.create_dataset(key, data=own[name][key.split("/")[1][:-2]])
    images = random.normal(0, 1, (2, 6, 6, 3)).astype("float32")
    with open("values.json", "w") as file:
        json.dump({"images": images.tolist(), "output": output(images.astype("float64"), own).tolist()}, file)


if __name__ == "__main__":
    main()
