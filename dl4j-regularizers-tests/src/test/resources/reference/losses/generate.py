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

binary_smoothing, binary_focal, generalized, symmetric, gaussian = [], [], [], [], []
for smoothing, weighted, soft, scale in [(0.1, False, False, 2.0), (0.3, True, True, 1.0), (0.0, True, False, 30.0)]:
    z, y = data(5, 4, soft, scale)
    w = weights(4, weighted)
    losses = F.binary_cross_entropy_with_logits(
        z, (1 - smoothing) * y + smoothing / 2, weight=w, reduction="none").sum(1)
    binary_smoothing.append(case({"smoothing": smoothing}, z, y, losses, losses.sum(),
                                 classWeights=None if w is None else w.tolist()))
for focusing, positive, soft, scale in [(2.0, 0.25, False, 2.0), (1.5, None, True, 1.0), (0.0, None, False, 5.0)]:
    # torchvision.ops.sigmoid_focal_loss, with both terms written out for labels between 0 and 1
    z, y = data(5, 4, soft, scale)
    p = torch.sigmoid(z)
    a, b = (1, 1) if positive is None else (positive, 1 - positive)
    losses = -(a * y * (1 - p) ** focusing * F.logsigmoid(z)
               + b * (1 - y) * p ** focusing * F.logsigmoid(-z)).sum(1)
    binary_focal.append(case({"focusing": focusing, "positiveWeight": positive}, z, y, losses, losses.sum()))
for q, soft, scale in [(0.7, False, 2.0), (1.0, True, 1.0), (0.05, False, 10.0)]:
    z, y = data(5, 4, soft, scale)
    losses = (y * (1 - torch.softmax(z, 1) ** q) / q).sum(1)
    generalized.append(case({"q": q}, z, y, losses, losses.sum()))
for alpha, beta, log_zero, soft in [(0.1, 1.0, -4.0, False), (6.0, 0.1, -4.0, True), (1.0, 2.0, -1.0, True)]:
    z, y = data(5, 4, soft)
    log_y = torch.clamp(torch.log(y), min=log_zero)
    losses = alpha * F.cross_entropy(z, y, reduction="none") - beta * (torch.softmax(z, 1) * log_y).sum(1)
    symmetric.append(case({"alpha": alpha, "beta": beta, "logZero": log_zero}, z, y, losses, losses.sum()))
for beta in [0.0, 0.5, 1.0]:
    z = torch.randn(5, 6, dtype=torch.float64).requires_grad_()
    y = torch.randn(5, 3, dtype=torch.float64)
    mean, s = z[:, :3], z[:, 3:]
    nll = F.gaussian_nll_loss(mean, y, s.exp(), eps=1e-30, reduction="none")
    losses = ((beta * s).exp().detach() * nll).sum(1)
    gaussian.append(case({"beta": beta}, z, y, losses, losses.sum()))
bootstrapping, distillation, weighted = [], [], []
for beta, hard, soft, scale in [(0.95, False, False, 2.0), (0.8, True, False, 2.0), (0.3, False, True, 5.0),
                                (0.0, True, True, 1.0), (0.5, False, False, 800.0)]:
    z, y = data(5, 4, soft, scale)
    log_p = F.log_softmax(z, 1)
    own = F.one_hot(log_p.argmax(1), 4).double() if hard else log_p.exp()
    losses = -((beta * y + (1 - beta) * own) * log_p).sum(1)
    bootstrapping.append(case({"beta": beta, "hard": hard}, z, y, losses, losses.sum()))
for temperature, label_weight, scale in [(4.0, 0.1, 2.0), (1.0, 0.0, 1.0), (20.0, 0.5, 30.0), (0.5, 1.0, 1.0)]:
    z, y = data(5, 4, scale=scale)
    teacher = 3 * torch.randn(5, 4, dtype=torch.float64)
    divergence = F.kl_div(F.log_softmax(z / temperature, 1), F.log_softmax(teacher / temperature, 1),
                          reduction="none", log_target=True).sum(1)
    losses = (label_weight * F.cross_entropy(z, y, reduction="none")
              + (1 - label_weight) * temperature ** 2 * divergence)
    labels = torch.cat([y, torch.softmax(teacher, 1)], 1)
    distillation.append(case({"temperature": temperature, "labelWeight": label_weight}, z, labels, losses,
                             losses.sum()))
for mask in [None, [1, 0, 1, 1, 0]]:
    # cross entropy and the mean over classes of squared differences of probabilities, each with weights per row
    z, y = data(5, 4)
    q = torch.softmax(torch.randn(5, 4, dtype=torch.float64), 1)
    v, w = torch.rand(5, 1, dtype=torch.float64), 3 * torch.rand(5, 1, dtype=torch.float64)
    v[2], w[3] = 0, 0
    rows = torch.ones(5, dtype=torch.float64) if mask is None else torch.tensor(mask, dtype=torch.float64)
    losses = rows * (v[:, 0] * F.cross_entropy(z, y, reduction="none")
                     + w[:, 0] * F.mse_loss(torch.softmax(z, 1), q, reduction="none").mean(1))
    weighted.append(case({}, z, torch.cat([y, q, v, w], 1), losses, losses.sum(), mask=mask))
print(json.dumps({"torch": torch.__version__, "confidencePenalty": confidence, "focal": focal,
                  "overWrongClasses": wrong, "flooded": flooded, "binarySmoothing": binary_smoothing,
                  "binaryFocal": binary_focal, "generalized": generalized, "symmetric": symmetric,
                  "gaussian": gaussian, "bootstrapping": bootstrapping, "distillation": distillation,
                  "weighted": weighted}))
