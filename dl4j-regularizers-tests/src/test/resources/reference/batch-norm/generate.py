"""Values for BatchNormKernelTest: batch normalization, and a ReLU behind it, forward and backward, in double. The input
has 9 digits, so that it is the same in float; one channel is constant, one lies around 1000."""

import json
import pathlib

import torch
from torch.nn import functional

EPSILON = 1e-5

torch.manual_seed(3)
x = torch.randn(4, 5, 3, 2, dtype=torch.float32)
x[:, 1] = 2.5
x[:, 2] = x[:, 2] * 3 - 7
x[:, 3] += 1000
x = x.double().requires_grad_()
gamma = torch.tensor([1.5, 1.0, -0.5, 2.0, 0.25], dtype=torch.float64, requires_grad=True)
beta = torch.tensor([0.25, 0.5, -0.5, 0.0, 1.0], dtype=torch.float64, requires_grad=True)
epsilon = torch.randn(4, 5, 3, 2, dtype=torch.float32).double()


def run(rectified):
    y = functional.batch_norm(x, None, None, gamma, beta, True, 0.1, EPSILON)
    y = functional.relu(y) if rectified else y
    gradients = torch.autograd.grad(y, [x, gamma, beta], epsilon)
    return {name: value.tolist() for name, value in zip(("y", "dx", "dGamma", "dBeta"), (y.detach(), *gradients))}


values = {
    "torch": torch.__version__,
    "epsilon": EPSILON,
    "x": x.tolist(),
    "gamma": gamma.tolist(),
    "beta": beta.tolist(),
    "dy": epsilon.tolist(),
    "mean": x.mean((0, 2, 3)).tolist(),
    "variance": x.var((0, 2, 3), unbiased=False).tolist(),
    "linear": run(False),
    "rectified": run(True),
}
pathlib.Path(__file__).with_name("values.json").write_text(json.dumps(values) + "\n")
