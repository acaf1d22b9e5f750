"""Reference values of penalties on weights: autograd and torch.optim, in double. Run: python3 generate.py > values.json"""
import json
import torch

torch.manual_seed(157)
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
UPDATES = 5
L1, L2, COEFFICIENT = 0.03, 0.2, 0.05
OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True),
    "adam": lambda p: torch.optim.Adam(p, lr=0.05),
}
RATES = {"sgd": 0.1, "nesterov": 0.05, "adam": 0.05}


def cross_entropy(z, y):
    return -(y * torch.log_softmax(z, 1)).sum(1).mean()


def dense(p, x, y):
    return cross_entropy(torch.tanh(x @ p["0_W"] + p["0_b"]) @ p["1_W"] + p["1_b"], y)


def convolution(p, x, y):
    h = torch.tanh(torch.nn.functional.conv2d(x, p["0_W"], p["0_b"].flatten()))
    return cross_entropy(h.flatten(1) @ p["1_W"] + p["1_b"], y)


def embedding(p, x, y):
    return cross_entropy(p["0_W"][x.flatten().long()] @ p["1_W"] + p["1_b"], y)


def lstm(p, x, y):
    units = p["0_RW"].shape[0]
    h = c = torch.zeros(x.shape[0], units)
    total = 0
    for t in range(x.shape[2]):
        a, f, o, g = (x[:, :, t] @ p["0_W"] + h @ p["0_RW"] + p["0_b"]).split(units, 1)
        c = torch.sigmoid(f) * c + torch.sigmoid(g) * torch.tanh(a)
        h = torch.sigmoid(o) * torch.tanh(c)
        total = total + (h @ p["1_W"] + p["1_b"] - y[:, :, t]).pow(2).mean()
    return total


def transposed(w):
    return w.t()


def filters(w):
    return w.reshape(w.shape[0], -1)


def words(w):
    return w


one_hot = torch.eye(3)[torch.tensor([0, 1, 2, 1])]
NETWORKS = {
    "dense": (dense, {"0_W": (5, 4), "0_b": (1, 4), "1_W": (4, 3), "1_b": (1, 3)},
              {"0_W": transposed, "1_W": transposed}, torch.randn(4, 5), one_hot),
    "convolution": (convolution, {"0_W": (3, 2, 2, 2), "0_b": (1, 3), "1_W": (12, 3), "1_b": (1, 3)},
                    {"0_W": filters, "1_W": transposed}, torch.randn(4, 2, 3, 3), one_hot),
    "embedding": (embedding, {"0_W": (6, 3), "1_W": (3, 3), "1_b": (1, 3)},
                  {"0_W": words, "1_W": transposed}, torch.tensor([[0.0], [3.0], [5.0], [3.0]]), one_hot),
    "lstm": (lstm, {"0_W": (3, 8), "0_RW": (2, 8), "0_b": (1, 8), "1_W": (2, 2), "1_b": (1, 2)},
             {"0_W": transposed, "0_RW": transposed, "1_W": transposed}, torch.randn(2, 3, 4), torch.randn(2, 2, 4)),
}


def elastic_net(r):
    return L1 * r.abs().sum() + L2 / 2 * r.pow(2).sum()


def group_lasso(r):
    return COEFFICIENT * (r.shape[1] ** 0.5 * r.norm(dim=1)).sum()


def orthogonality(r):
    return COEFFICIENT * (r @ r.t() - torch.eye(r.shape[0])).pow(2).sum()


def orthogonality_without_diagonal(r):
    return COEFFICIENT * ((r @ r.t()) * (1 - torch.eye(r.shape[0]))).pow(2).sum()


def spectral_norm(r):
    values = torch.linalg.svd(r, full_matrices=False)[1]
    assert len(values) == 1 or values[1] < 0.8 * values[0], "power iteration would be slow"
    return COEFFICIENT / 2 * values[0] ** 2


def soft_threshold(r, rate):
    return torch.sign(r) * torch.clamp(r.abs() - rate * L1, min=0) / (1 + rate * L2)


def group_threshold(r, rate):
    norms = r.norm(dim=1, keepdim=True)
    return torch.clamp(1 - rate * COEFFICIENT * r.shape[1] ** 0.5 / norms, min=0) * r


PENALTIES = {
    "elastic net": (elastic_net, None),
    "elastic net, proximal": (None, soft_threshold),
    "group lasso": (group_lasso, None),
    "group lasso, proximal": (None, group_threshold),
    "orthogonality": (orthogonality, None),
    "orthogonality without diagonal": (orthogonality_without_diagonal, None),
    "spectral norm": (spectral_norm, None),
}


def train(network, start, penalty, optimizer):
    loss, _, weights, x, y = NETWORKS[network]
    in_loss, proximal = PENALTIES[penalty]
    p = {name: values.clone().requires_grad_() for name, values in start.items()}

    def score():
        value = loss(p, x, y)
        if in_loss:
            value = value + sum(in_loss(rows(p[name])) for name, rows in weights.items())
        return value

    first = float(score())
    rule = OPTIMIZERS[optimizer](list(p.values()))
    for _ in range(UPDATES):
        rule.zero_grad()
        score().backward()
        rule.step()
        if proximal:
            with torch.no_grad():
                for name, rows in weights.items():
                    view = rows(p[name])
                    view.copy_(proximal(view, RATES[optimizer]))
    return {"network": network, "penalty": penalty, "optimizer": optimizer, "scores": [first, float(score())],
            "expected": {name: values.tolist() for name, values in p.items()}}


def main():
    starts, cases = {}, []
    for number, (network, (_, shapes, _, _, _)) in enumerate(NETWORKS.items()):
        starts[network] = {name: torch.randn(shape) * 0.5 for name, shape in shapes.items()}
        for at, penalty in enumerate(PENALTIES):
            for turn, optimizer in enumerate(OPTIMIZERS):
                if network == "dense" or (number + at) % 3 == turn:
                    cases.append(train(network, starts[network], penalty, optimizer))
    print(json.dumps({
        "torch": torch.__version__, "updates": UPDATES, "l1": L1, "l2": L2, "coefficient": COEFFICIENT,
        "networks": {name: {"features": x.tolist(), "labels": y.tolist(),
                            "start": {key: values.tolist() for key, values in starts[name].items()}}
                     for name, (_, _, _, x, y) in NETWORKS.items()},
        "cases": cases}))


main()
