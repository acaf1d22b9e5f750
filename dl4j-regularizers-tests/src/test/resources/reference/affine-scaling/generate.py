"""Vector and matrix scaling by PyTorch's L-BFGS, and RAPS sets by NumPy: python3 generate.py > values.json"""
import json
import numpy as np
import torch

torch.manual_seed(41)
torch.set_default_dtype(torch.float64)
rng = np.random.default_rng(41)
N, K, TEST = 200, 4, 30
ALPHA, FREE, PENALTY = 0.1, 1, 0.15

true = torch.randn(N + TEST, K) * 1.5
labels = torch.distributions.Categorical(logits=true).sample()
# Too sure, with a bias towards class 1 and a confusion of classes 2 and 3.
logits = 2 * true + torch.tensor([0.0, 1.0, 0.0, -0.5]) + 0.8 * true[:, [0, 1, 3, 2]] * torch.tensor([0.0, 0, 1, 1])
logits = (logits * 1000).round() / 1000
z, y = logits[:N], labels[:N]


def minimize(loss, start):
    """Newton's method with the automatic Hessian; the pseudo-inverse leaves out directions without effect."""
    theta = start.clone()
    for _ in range(50):
        gradient = torch.autograd.functional.jacobian(loss, theta)
        step = torch.linalg.pinv(torch.autograd.functional.hessian(loss, theta), rtol=1e-10) @ gradient
        length = 1.0
        while loss(theta - length * step) > loss(theta) and length > 1e-6:
            length /= 2
        theta = theta - length * step
    assert gradient.abs().max() < 1e-12
    return theta


theta = minimize(lambda t: torch.nn.functional.cross_entropy(z * t[:K] + t[K:], y),
                 torch.cat([torch.ones(K), torch.zeros(K)]))
w, b = theta[:K], theta[K:]
vector = {"w": w.tolist(), "b": (b - b.mean()).tolist(), "test": torch.softmax(logits[N:] * w + b, 1).tolist()}

matrices = []
for off, intercept in (0.05, 0.02), (1.0, 0.3):
    outside = 1 - torch.eye(K)

    def loss(t):
        m, b = t[:K * K].reshape(K, K), t[K * K:]
        return (torch.nn.functional.cross_entropy(z @ m.T + b, y)
                + off * ((m * outside) ** 2).sum() / (K * (K - 1)) + intercept * (b ** 2).mean())
    theta = minimize(loss, torch.cat([torch.eye(K).reshape(-1), torch.zeros(K)]))
    m, b = theta[:K * K].reshape(K, K), theta[K * K:]
    matrices.append({"offDiagonal": off, "intercept": intercept, "b": b.tolist(),
                     "test": torch.softmax(logits[N:] @ m.T + b, 1).tolist()})


def raps(p, u):
    """Scores of all classes: mass of the more probable ones + u p + penalty on ranks above FREE."""
    scores = np.zeros_like(p)
    for n in range(len(p)):
        order = np.argsort(-p[n], kind="stable")
        for rank, label in enumerate(order, start=1):
            scores[n, label] = p[n, order[:rank - 1]].sum() + u[n] * p[n, label] + PENALTY * max(0, rank - FREE)
    return scores


p = torch.softmax(logits, 1).numpy()
draws = np.round(rng.random(N + TEST), 3)
scores = raps(p, draws)
quantile = int(np.ceil((N + 1) * (1 - ALPHA)))
threshold = np.sort(scores[np.arange(N), y.numpy()])[quantile - 1]
conformal = {"alpha": ALPHA, "free": FREE, "penalty": PENALTY, "draws": draws.tolist(), "threshold": float(threshold),
             "sets": (scores[N:] <= threshold + 1e-12).astype(int).tolist()}
print(json.dumps({"torch": torch.__version__, "numpy": np.__version__, "logits": z.tolist(), "labels": y.tolist(),
                  "testLogits": logits[N:].tolist(), "vector": vector, "matrices": matrices, "raps": conformal}))
