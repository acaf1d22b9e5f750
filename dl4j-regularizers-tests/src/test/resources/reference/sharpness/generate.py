"""Reference values of SharpnessAwareMinimization: SAM as in its paper and ASAM as in its authors' code.

python3 generate.py > values.json
"""
import json
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
STEPS, RATE, MOMENTUM, ETA = 5, 0.2, 0.9, 0.01


def perturbation(named, rho, adaptive):
    scale = {n: p.detach().abs() + ETA if adaptive and "weight" in n else torch.ones_like(p) for n, p in named}
    norm = torch.sqrt(sum(((scale[n] * p.grad) ** 2).sum() for n, p in named)) + 1e-12
    return {n: rho * scale[n] ** 2 * p.grad / norm for n, p in named}


def values(hidden, norm, last):
    named = {"0_W": hidden.weight.T, "0_b": hidden.bias, "1_gamma": norm.weight, "1_beta": norm.bias,
             "1_mean": norm.running_mean, "2_W": last.weight.T, "2_b": last.bias}
    return {key: value.detach().clone().tolist() for key, value in named.items()}


cases = []
for rho, adaptive in [(0.05, False), (1.0, False), (0.5, True)]:
    torch.manual_seed(9)
    hidden, norm, last = torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4), torch.nn.Linear(4, 3)
    x, y = torch.randn(6, 3), F.one_hot(torch.randint(3, (6,)), 3).double()
    modules = torch.nn.ModuleList([hidden, norm, last])
    named = list(modules.named_parameters())
    case = {"rho": rho, "adaptive": adaptive, "features": x.tolist(), "labels": y.tolist(),
            "start": values(hidden, norm, last)}
    optimizer = torch.optim.SGD(modules.parameters(), RATE, momentum=MOMENTUM, nesterov=True)

    def loss():
        return F.cross_entropy(last(norm(torch.tanh(hidden(x)))), y)

    scores = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        first = loss()
        first.backward()
        scores.append(first.item())
        e = perturbation(named, rho, adaptive)
        optimizer.zero_grad()
        with torch.no_grad():
            for n, p in named:
                p.add_(e[n])
        momentum, norm.momentum = norm.momentum, 0.0
        loss().backward()
        norm.momentum = momentum
        with torch.no_grad():
            for n, p in named:
                p.sub_(e[n])
        optimizer.step()
    case["scores"] = scores
    case["expected"] = values(hidden, norm, last)
    cases.append(case)
print(json.dumps({"torch": torch.__version__, "rate": RATE, "momentum": MOMENTUM, "cases": cases}))
