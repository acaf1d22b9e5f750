"""Losses of three steps with Adam, and the mean output after them, of the benchmark's networks in PyTorch, from keyed
parameters and features. DJL's Adam adds epsilon before the bias correction (the last formula of section 2 of the
paper), which matters for tiny gradients. In the folder of this file: python3 generate.py > values.json"""

import json
import pathlib
import sys

import torch
from torch.nn import functional

MODULE = "dl4j-regularizers-tests/src/test/resources/benchmark"
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[6] / MODULE))

from peers import NETWORKS

CASES = {
    "resnet8": ("8x3x32x32", 10), "resnet20": ("8x3x32x32", 10), "resnet110": ("8x3x32x32", 10),
    "cnn": ("8x3x32x32", 10), "resnet50": ("4x3x64x64", 1000), "unet": ("2x3x32x32", 1), "mlp": ("8x784", 10),
}
FEATURES_KEY = 1000


def values(key, shape):
    """Between -1 and 1, from integers: the same in every language."""
    k = torch.arange(torch.Size(shape).numel())
    return ((31 * k * k + 7 * k + 13 * key) % 2003).double().div(1001).sub(1).reshape(shape)


def fill(network):
    for key, parameter in enumerate(network.parameters()):
        uniform = values(key, parameter.shape)
        if parameter.dim() == 1:
            new = 0.5 + 0.25 * uniform
        else:
            new = (6 * len(parameter) / parameter.numel()) ** 0.5 * uniform
        parameter.data = new.float()


class AdamOfDjl(torch.optim.Adam):
    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for parameter in group["params"]:
                state = self.state[parameter]
                if not state:
                    state.update(t=0, m=torch.zeros_like(parameter), v=torch.zeros_like(parameter))
                state["t"] += 1
                state["m"].mul_(beta1).add_(parameter.grad, alpha=1 - beta1)
                state["v"].mul_(beta2).addcmul_(parameter.grad, parameter.grad, value=1 - beta2)
                rate = group["lr"] * (1 - beta2 ** state["t"]) ** 0.5 / (1 - beta1 ** state["t"])
                parameter.sub_(rate * state["m"] / (state["v"].sqrt() + group["eps"]))


def first_steps(name, text, classes, adam):
    network = NETWORKS[name]()
    fill(network)
    shape = [int(size) for size in text.split("x")]
    features = values(FEATURES_KEY, shape).float()
    labels = torch.arange(shape[0]) % classes
    optimizer = adam(network.parameters(), lr=1e-3)
    losses = []
    for _ in range(3):
        optimizer.zero_grad()
        output = network(features)
        if classes > 1:
            loss = functional.cross_entropy(output, labels)
        else:
            loss = functional.binary_cross_entropy_with_logits(output, torch.ones_like(output))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    network.eval()
    with torch.no_grad():
        return {"losses": losses, "meanOutput": network(features).mean().item()}


def main():
    torch.set_num_threads(1)
    result = {"version": torch.__version__, "networks": {}}
    for name, (text, classes) in CASES.items():
        result["networks"][name] = {
            "shape": text, "classes": classes,
            "weights": sum(parameter.numel() for parameter in NETWORKS[name]().parameters()),
            "libtorch": first_steps(name, text, classes, torch.optim.Adam),
            "djl": first_steps(name, text, classes, AdamOfDjl),
        }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
