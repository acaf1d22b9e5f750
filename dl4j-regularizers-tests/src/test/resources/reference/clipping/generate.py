"""Reference values of GradientClipping from PyTorch: python3 generate.py > values.json"""
import json
import torch
import torch.nn.functional as F

STEPS, RATE = 5, 0.5


def unitwise_norm(x):
    return torch.linalg.vector_norm(x, dim=tuple(range(1, x.ndim)) if x.ndim > 1 else None, keepdim=x.ndim > 1)


def agc(parameters, ratio):
    """Brock et al. 2021, equation 3, with units as in their code and timm's."""
    for p in parameters:
        largest = unitwise_norm(p.detach()).clamp(min=1e-3) * ratio
        norm = unitwise_norm(p.grad)
        p.grad.copy_(torch.where(norm > largest, p.grad * largest / norm, p.grad))


def network(kind):
    if kind == "dense":
        first, flatten = torch.nn.Linear(3, 4), lambda h: h
        x = torch.randn(6, 3, dtype=torch.float64)
        size = 4
    else:
        first, flatten = torch.nn.Conv2d(2, 4, 2), lambda h: h.flatten(1)
        x = torch.randn(6, 2, 3, 3, dtype=torch.float64)
        size = 16
    norm = torch.nn.BatchNorm1d(4) if kind == "dense" else torch.nn.BatchNorm2d(4)
    last = torch.nn.Linear(size, 3)
    modules = torch.nn.ModuleList([first, norm, last]).double()
    y = F.one_hot(torch.randint(3, (6,)), 3).double()
    return modules, lambda: F.cross_entropy(last(flatten(torch.tanh(norm(first(x))))), y), x, y


def values(modules):
    first, norm, last = modules
    weight = first.weight.T if first.weight.ndim == 2 else first.weight
    named = {"0_W": weight, "0_b": first.bias, "1_gamma": norm.weight, "1_beta": norm.bias,
             "3_W": last.weight.T, "3_b": last.bias, "1_mean": norm.running_mean}
    return {key: value.detach().clone().tolist() for key, value in named.items()}


cases = []
for kind in ["dense", "convolutional"]:
    for method, limit in [("global", 0.05), ("global", 100.0), ("adaptive", 0.02), ("value", 0.01)]:
        torch.manual_seed(3)
        modules, loss, x, y = network(kind)
        case = {"kind": kind, "method": method, "limit": limit, "features": x.tolist(), "labels": y.tolist(),
                "start": values(modules)}
        optimizer = torch.optim.SGD(modules.parameters(), RATE)
        for _ in range(STEPS):
            optimizer.zero_grad()
            loss().backward()
            if method == "global":
                torch.nn.utils.clip_grad_norm_(modules.parameters(), limit)
            elif method == "value":
                torch.nn.utils.clip_grad_value_(modules.parameters(), limit)
            else:
                agc(modules.parameters(), limit)
            optimizer.step()
        case["expected"] = values(modules)
        cases.append(case)
print(json.dumps({"torch": torch.__version__, "steps": STEPS, "rate": RATE, "cases": cases}))
