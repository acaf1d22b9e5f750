"""Reference values of AugMix's consistency loss, from PyTorch in double: python3 generate.py > values.json

Logits of N clean images, then of two views of each. The loss of a batch as in the authors' code (google-research/augmix,
cifar.py): cross entropy of the clean images, plus the weight times the mean of three divergences.
"""
import json
import torch
import torch.nn.functional as F

torch.manual_seed(19)
torch.set_default_dtype(torch.float64)
N, CLASSES = 4, 3
target = torch.tensor([0, 2, 1, 2])
cases = []
for weight, spread in [(0.0, 1.0), (12.0, 1.0), (0.5, 4.0)]:
    logits = (spread * torch.randn(3 * N, CLASSES)).requires_grad_()
    p = torch.split(F.softmax(logits, 1), N)
    log_mean = torch.clamp(sum(p) / 3, 1e-7, 1).log()
    divergence = sum(F.kl_div(log_mean, view, reduction="batchmean") for view in p) / 3
    loss = F.cross_entropy(logits[:N], target) + weight * divergence
    gradient, = torch.autograd.grad(loss, logits)
    cases.append({"weight": weight, "logits": logits.tolist(), "score": loss.item(), "gradient": gradient.tolist()})
print(json.dumps({"torch": torch.__version__, "labels": F.one_hot(target).double().tolist(), "cases": cases}))
