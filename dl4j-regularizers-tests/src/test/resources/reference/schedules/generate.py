"""Reference values of the schedules from torch.optim.lr_scheduler: python3 generate.py > values.json"""
import json
import warnings
import torch
from torch.optim.lr_scheduler import (ConstantLR, CosineAnnealingLR, CosineAnnealingWarmRestarts, LinearLR,
                                      SequentialLR)

warnings.filterwarnings("ignore")


def rates(steps, lr, make):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr)
    schedule = make(optimizer)
    values = []
    for _ in range(steps):
        values.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return values


def warmup(optimizer, length, after):
    linear = LinearLR(optimizer, start_factor=1 / (length + 1), total_iters=length)
    return SequentialLR(optimizer, [linear, after(optimizer)], [length])


print(json.dumps({
    "torch": torch.__version__,
    "cosine": rates(11, 0.4, lambda o: CosineAnnealingLR(o, 10, 0.01)),
    "restarts": rates(40, 0.4, lambda o: CosineAnnealingWarmRestarts(o, 5, 1, 0.01)),
    "growing": rates(40, 0.4, lambda o: CosineAnnealingWarmRestarts(o, 3, 2, 0.0)),
    "warmup": rates(14, 0.4, lambda o: warmup(o, 4, lambda p: ConstantLR(p, 1.0, 1))),
    "warmupCosine": rates(14, 0.4, lambda o: warmup(o, 4, lambda p: CosineAnnealingLR(p, 10, 0.01))),
}, indent=1))
