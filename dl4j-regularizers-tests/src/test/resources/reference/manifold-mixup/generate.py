"""Reference values of manifold mixup, from PyTorch in double: python3 generate.py > values.json

Two networks: Dense - tanh - Dense, and Conv 2x2 - tanh - mean over the map - Dense. Three steps of SGD with a rate of 1. The draw of each
step is given: the place (0 input, 1 hidden), lambda, and the partner of each example. Verma et al. 2019, section 3.
"""
import json
import torch
import torch.nn.functional as F

torch.manual_seed(19)
torch.set_default_dtype(torch.float64)
DRAWS = [(1, 0.17811716895323781, [1, 0, 3, 4, 2]),
         (0, 0.6645396745540089, [1, 0, 2, 3, 4]),
         (0, 0.6343362840100338, [0, 2, 3, 4, 1])]
y = F.one_hot(torch.tensor([0, 2, 1, 2, 0]), 3).double()


def mix(x, share, partners):
    return share * x + (1 - share) * x[partners]


def dense(p, x):
    return torch.tanh(x @ p["W0"] + p["b0"])


def convolution(p, x):
    return torch.tanh(F.conv2d(x, p["W0"], p["b0"]))


def case(hidden, x, shapes):
    p = {name: torch.randn(shape).requires_grad_() for name, shape in shapes.items()}
    result = {"features": x.tolist(), "before": {n: v.tolist() for n, v in p.items()}, "scores": []}
    for place, share, partners in DRAWS:
        h = hidden(p, mix(x, share, partners) if place == 0 else x)
        h = mix(h, share, partners) if place == 1 else h
        z = (h if h.dim() == 2 else h.mean((2, 3))) @ p["W1"] + p["b1"]
        loss = -(mix(y, share, partners) * F.log_softmax(z, 1)).sum(1).mean()
        result["scores"].append(loss.item())
        for parameter, gradient in zip(p.values(), torch.autograd.grad(loss, list(p.values()))):
            parameter.data -= gradient
    result["after"] = {n: v.tolist() for n, v in p.items()}
    return result


print(json.dumps({
    "torch": torch.__version__,
    "draws": [{"place": p, "lambda": s, "partners": q} for p, s, q in DRAWS],
    "labels": y.tolist(),
    "dense": case(dense, torch.randn(5, 4), {"W0": (4, 6), "b0": (6,), "W1": (6, 3), "b1": (3,)}),
    "convolution": case(convolution, torch.randn(5, 2, 3, 3),
                        {"W0": (3, 2, 2, 2), "b0": (3,), "W1": (3, 3), "b1": (3,)})}))
