"""Losses of three steps with Adam, and the mean output after them, of the benchmark's networks in PyTorch, from keyed
parameters and features. In the folder of this file: python3 generate.py > values.json"""

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


def main():
    torch.set_num_threads(1)
    result = {"version": torch.__version__, "networks": {}}
    for name, (text, classes) in CASES.items():
        network = NETWORKS[name]()
        fill(network)
        shape = [int(size) for size in text.split("x")]
        features = values(FEATURES_KEY, shape).float()
        labels = torch.arange(shape[0]) % classes
        optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
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
            mean = network(features).mean().item()
        weights = sum(parameter.numel() for parameter in network.parameters())
        result["networks"][name] = {
            "shape": text, "classes": classes, "weights": weights, "losses": losses, "meanOutput": mean,
        }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
