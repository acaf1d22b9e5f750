"""Reference values of the L2 penalty towards a starting point, from torch.optim: python3 generate.py > values.json"""
import json
import torch
import torch.nn.functional as F

torch.manual_seed(23)
torch.set_default_dtype(torch.float64)
COEFFICIENT, UPDATES = 0.3, 5
OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True),
    "adam": lambda p: torch.optim.Adam(p, lr=0.05),
}
SHAPES = {"0_W": (4, 4), "0_b": (4,), "1_W": (4, 4), "1_b": (4,), "2_W": (4, 3), "2_b": (3,)}
x, y = torch.randn(6, 4), torch.tensor([0, 1, 2, 0, 1, 2])
start = {name: torch.randn(shape) for name, shape in SHAPES.items()}
initial = {name: torch.randn(shape) for name, shape in SHAPES.items()}


def objective(p):
    h = torch.tanh(torch.tanh(x @ p["0_W"] + p["0_b"]) @ p["1_W"] + p["1_b"])
    loss = F.cross_entropy(h @ p["2_W"] + p["2_b"], y)
    # not of biases, nor of the new output layer
    return loss + COEFFICIENT / 2 * sum((p[n] - start[n]).pow(2).sum() for n in ("0_W", "1_W"))


cases = []
for name, optimizer in OPTIMIZERS.items():
    p = {n: v.clone().requires_grad_() for n, v in initial.items()}
    steps = optimizer(p.values())
    scores = []
    for _ in range(UPDATES):
        steps.zero_grad()
        loss = objective(p)
        scores.append(loss.item())
        loss.backward()
        steps.step()
    cases.append({"optimizer": name, "scores": scores, "expected": {n: v.tolist() for n, v in p.items()}})
print(json.dumps({"torch": torch.__version__, "coefficient": COEFFICIENT, "features": x.tolist(),
                  "labels": F.one_hot(y).tolist(), "start": {n: v.tolist() for n, v in start.items()},
                  "initial": {n: v.tolist() for n, v in initial.items()}, "cases": cases}))
