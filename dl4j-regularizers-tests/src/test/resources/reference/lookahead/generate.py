"""Reference values of Lookahead (Zhang et al. 2019, Algorithm 1) around PyTorch's SGD and Adam.

python3 generate.py > values.json
"""
import json
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
UPDATES = 13


def values(first, norm, last):
    named = {"0_W": first.weight.T, "0_b": first.bias, "1_gamma": norm.weight, "1_beta": norm.bias,
             "1_mean": norm.running_mean, "2_W": last.weight.T, "2_b": last.bias}
    return {key: value.detach().clone().tolist() for key, value in named.items()}


cases = []
for optimizer, k, alpha in [("sgd", 5, 0.5), ("nesterov", 3, 0.8), ("adam", 4, 0.3)]:
    torch.manual_seed(4)
    first, norm, last = torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4), torch.nn.Linear(4, 3)
    x, y = torch.randn(6, 3), F.one_hot(torch.randint(3, (6,)), 3).double()
    parameters = [p for module in (first, norm, last) for p in module.parameters()]
    case = {"optimizer": optimizer, "k": k, "alpha": alpha, "features": x.tolist(), "labels": y.tolist(),
            "start": values(first, norm, last)}
    inner = {"sgd": lambda: torch.optim.SGD(parameters, 0.2),
             "nesterov": lambda: torch.optim.SGD(parameters, 0.1, momentum=0.9, nesterov=True),
             "adam": lambda: torch.optim.Adam(parameters, 0.02)}[optimizer]()
    slow = [p.detach().clone() for p in parameters]
    for t in range(1, UPDATES + 1):
        inner.zero_grad()
        F.cross_entropy(last(norm(torch.tanh(first(x)))), y).backward()
        inner.step()
        if t % k == 0:
            with torch.no_grad():
                for s, p in zip(slow, parameters):
                    s += alpha * (p - s)
                    p.copy_(s)
    case["fast"] = values(first, norm, last)
    with torch.no_grad():
        for s, p in zip(slow, parameters):
            p.copy_(s)
    case["slow"] = values(first, norm, last)
    cases.append(case)
print(json.dumps({"torch": torch.__version__, "updates": UPDATES, "cases": cases}))
