"""Reference values of the losses from PyTorch's autograd: python3 generate.py > values.json"""
import json
import torch
import torch.nn.functional as F
from torch.distributions import Categorical

torch.manual_seed(11)


def data(rows, classes, soft=False, scale=1.0):
    z = (scale * torch.randn(rows, classes, dtype=torch.float64)).requires_grad_()
    y = (torch.softmax(torch.randn(rows, classes, dtype=torch.float64), 1) if soft
         else F.one_hot(torch.randint(classes, (rows,)), classes).double())
    return z, y


def weights(classes, wanted):
    return torch.rand(classes, dtype=torch.float64) + 0.5 if wanted else None


def case(settings, z, y, losses, score, **more):
    gradient, = torch.autograd.grad(score, z)
    return {**settings, "logits": z.tolist(), "labels": y.tolist(), "losses": losses.tolist(),
            "score": score.item(), "gradient": gradient.tolist(), **more}


confidence, focal, wrong, flooded = [], [], [], []
for beta, smoothing, weighted, scale in [(0.1, 0.0, False, 1.0), (0.5, 0.1, True, 3.0), (2.0, 0.0, False, 800.0)]:
    z, y = data(5, 4, scale=scale)
    w = weights(4, weighted)
    losses = (F.cross_entropy(z, y, weight=w, label_smoothing=smoothing, reduction="none")
              - beta * Categorical(logits=z).entropy())
    confidence.append(case({"beta": beta, "smoothing": smoothing}, z, y, losses, losses.sum(),
                           classWeights=None if w is None else w.tolist()))
for focusing, weighted, soft, scale in [(2.0, False, False, 2.0), (0.5, True, False, 2.0), (0.0, False, True, 1.0),
                                        (3.0, True, True, 1.0), (2.0, False, False, 20.0)]:
    z, y = data(5, 4, soft, scale)
    w = weights(4, weighted)
    log_p = F.log_softmax(z, 1)
    losses = -((1 if w is None else w) * y * (1 - log_p.exp()) ** focusing * log_p).sum(1)
    focal.append(case({"focusing": focusing}, z, y, losses, losses.sum(),
                      classWeights=None if w is None else w.tolist()))
for smoothing, classes in [(0.1, 10), (0.3, 2)]:
    z, y = data(5, classes)
    targets = torch.full_like(z, smoothing / (classes - 1)).detach()
    targets[y == 1] = 1 - smoothing
    losses = F.cross_entropy(z, targets, reduction="none")
    wrong.append(case({"smoothing": smoothing}, z, y, losses, losses.sum()))
for level, mask in [(0.5, None), (3.0, None), (3.0, [1, 0, 1, 1, 0]), (0.01, [0, 1, 1, 0, 1])]:
    z, y = data(5, 4)
    rows = torch.ones(5, dtype=torch.float64) if mask is None else torch.tensor(mask, dtype=torch.float64)
    mean = (F.cross_entropy(z, y, reduction="none") * rows).sum() / rows.sum()
    score = ((mean - level).abs() + level) * rows.sum()
    flooded.append(case({"level": level}, z, y, torch.zeros(0), score, mask=mask, below=bool(mean < level)))
print(json.dumps({"torch": torch.__version__, "confidencePenalty": confidence, "focal": focal,
                  "overWrongClasses": wrong, "flooded": flooded}))
