"""Reference values of NT-Xent from PyTorch's autograd, in double: python3 generate.py > values.json"""
import json
import torch
import torch.nn.functional as F

torch.manual_seed(29)
cases = []
for pairs, features, temperature, scale, kept in [(3, 4, 0.5, 1.0, None), (8, 5, 0.1, 3.0, None), (1, 3, 0.5, 1.0, None),
                                                  (2, 3, 2.0, 1e-3, None), (4, 4, 0.5, 1.0, [0, 2, 3])]:
    z = (scale * torch.randn(2 * pairs, features, dtype=torch.float64)).requires_grad_()
    chosen = list(range(pairs)) if kept is None else kept
    rows = chosen + [i + pairs for i in chosen]
    u = F.normalize(z[rows], dim=1)
    logits = u @ u.t() / temperature
    logits = logits.masked_fill(torch.eye(len(rows), dtype=torch.bool), float("-inf"))
    targets = torch.arange(len(rows)).roll(len(chosen))
    losses = F.cross_entropy(logits, targets, reduction="none")
    gradient, = torch.autograd.grad(losses.sum(), z)
    everything = torch.zeros(2 * pairs, dtype=torch.float64)
    everything[rows] = losses.detach()
    mask = [1.0 if i in rows else 0.0 for i in range(2 * pairs)]
    cases.append({"temperature": temperature, "outputs": z.tolist(), "mask": None if kept is None else mask,
                  "losses": everything.tolist(), "gradient": gradient.tolist()})
print(json.dumps({"torch": torch.__version__, "cases": cases}))
