"""Reference values of LastLayerLaplace, from PyTorch's automatic Hessian: python3 generate.py > values.json"""
import json
import torch
from torch.autograd.functional import hessian

torch.manual_seed(37)
torch.set_default_dtype(torch.float64)
N, IN, OUT = 40, 3, 3

x = torch.randn(N, IN)
w = torch.randn(IN, OUT)
b = torch.randn(OUT)
flat = torch.cat([w.reshape(-1), b])
test = torch.randn(5, IN)


def logits(theta, inputs):
    return inputs @ theta[:IN * OUT].reshape(IN, OUT) + theta[IN * OUT:]


def best_prior(h):
    """The maximum of the marginal likelihood by a fine grid of log d, refined three times."""
    low, high = -13.8, 18.4
    eigenvalues = torch.linalg.eigvalsh(h)
    for _ in range(4):
        grid = torch.linspace(low, high, 2001)
        d = grid.exp()
        value = 0.5 * (len(flat) * grid - d * (flat ** 2).sum()
                       - (eigenvalues[None, :] + d[:, None]).log().sum(1))
        best = value.argmax().item()
        low, high = grid[max(best - 1, 0)].item(), grid[min(best + 1, 2000)].item()
    return float(torch.tensor((low + high) / 2).exp())


cases = []
for kind in "softmax", "sigmoid", "identity":
    if kind == "softmax":
        labels = torch.eye(OUT)[torch.randint(0, OUT, (N,))]

        def loss(theta):
            return -(labels * torch.log_softmax(logits(theta, x), 1)).sum()
    elif kind == "sigmoid":
        labels = torch.randint(0, 2, (N, OUT)).double()

        def loss(theta):
            return torch.nn.functional.binary_cross_entropy_with_logits(logits(theta, x), labels, reduction="sum")
    else:
        labels = torch.randn(N, OUT)
        noise = ((logits(flat, x) - labels) ** 2).mean()

        def loss(theta):
            return 0.5 * ((logits(theta, x) - labels) ** 2).sum() / noise
    h = hessian(loss, flat)
    prior = best_prior(h)
    covariance = torch.linalg.inv(h + 0.7 * torch.eye(len(flat)))
    jacobian = torch.stack([torch.autograd.functional.jacobian(lambda t, n=n: logits(t, test[n:n + 1])[0], flat)
                            for n in range(len(test))])
    variance = torch.einsum("nkp,pq,nkq->nk", jacobian, covariance, jacobian)
    cases.append({"kind": kind, "labels": labels.tolist(), "priorPrecision": prior,
                  "noiseVariance": noise.item() if kind == "identity" else 1.0,
                  "logitVariance": variance.tolist(), "covariance": covariance.tolist()})
print(json.dumps({"torch": torch.__version__, "x": x.tolist(), "W": w.tolist(), "b": b.tolist(),
                  "test": test.tolist(), "cases": cases}))
