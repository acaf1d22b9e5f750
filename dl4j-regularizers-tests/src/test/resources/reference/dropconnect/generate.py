"""Reference values of layers with masked weights from PyTorch's autograd: python3 generate.py > values.json"""
import json
import torch

torch.manual_seed(29)
torch.set_default_dtype(torch.float64)
RATE = 0.4


def dense(x, weights):
    return torch.tanh(x @ weights["W"] + weights["b"])


def convolution(x, weights):
    return torch.tanh(torch.nn.functional.conv2d(x, weights["W"], weights["b"][0]))


def lstm(x, weights):
    """DL4J's blocks are candidate, forget, output, input; PyTorch's are input, forget, candidate, output."""
    def blocks(array):
        candidate, forget, output, entry = array.chunk(4, dim=1)
        return torch.cat([entry, forget, candidate, output], dim=1).t()

    bias = blocks(weights["b"]).flatten()
    state = torch.zeros(len(x), 2), torch.zeros(len(x), 2)
    outputs = []
    for step in range(x.shape[2]):
        state = torch.lstm_cell(
            x[:, :, step], state, blocks(weights["W"]), blocks(weights["RW"]), bias, torch.zeros(8))
        outputs.append(state[0])
    return torch.stack(outputs, dim=2)


# layer, function, shape of the input, shapes of the parameters in DL4J's order, those that are masked
LAYERS = [
    ("dense", dense, (3, 4), {"W": (4, 2), "b": (1, 2)}, ["W"]),
    ("dense", dense, (3, 4), {"W": (4, 2), "b": (1, 2)}, ["W", "b"]),
    ("convolution", convolution, (2, 2, 3, 3), {"W": (3, 2, 2, 2), "b": (1, 3)}, ["W"]),
    ("lstm", lstm, (2, 3, 4), {"W": (3, 8), "RW": (2, 8), "b": (1, 8)}, ["W", "RW"]),
    ("lstm", lstm, (2, 3, 4), {"W": (3, 8), "RW": (2, 8), "b": (1, 8)}, ["RW"]),
]
cases = []
for name, layer, shape, shapes, masked in LAYERS:
    x = torch.randn(shape).requires_grad_()
    parameters = {key: torch.randn(size).requires_grad_() for key, size in shapes.items()}
    draws = {key: torch.rand(shapes[key]) for key in masked}
    weights = {
        key: value * (draws[key] < 1 - RATE) / (1 - RATE) if key in draws else value
        for key, value in parameters.items()
    }
    y = layer(x, weights)
    gradient = torch.randn(y.shape)
    y.backward(gradient)
    cases.append({
        "layer": name, "dropRate": RATE, "masked": masked, "input": x.tolist(), "output": y.tolist(),
        "outputGradient": gradient.tolist(), "inputGradient": x.grad.tolist(),
        "parameters": {key: value.tolist() for key, value in parameters.items()},
        "gradients": {key: value.grad.tolist() for key, value in parameters.items()},
        "draws": {key: value.tolist() for key, value in draws.items()},
    })
print(json.dumps({"torch": torch.__version__, "cases": cases}))
