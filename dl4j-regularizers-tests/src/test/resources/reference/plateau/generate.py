"""Reference values of ReduceOnPlateau from PyTorch: python3 generate.py > values.json"""
import json
import torch

SCORES = [1, 0.9, 0.9, 0.95, 0.89999, 0.7, 0.7, 0.7, 0.71, 0.7, 0.69, 0.69, 0.69, 0.6899, 0.8, 0.8, 0.5, 0.5, 0.5, 0.6, 0.6,
          0.6, 0.6, 0.6]
cases = []
for factor, patience, threshold, cooldown, minimum in [
        (0.1, 10, 0.4, 0, 0), (0.5, 2, 1e-4, 0, 0), (0.3, 1, 0.05, 2, 0.01), (0.5, 0, 0, 1, 0)]:
    rates = [0.2, 0.05, 0.0]
    parameters = [{"params": [torch.nn.Parameter(torch.zeros(1))], "lr": lr} for lr in rates]
    optimizer = torch.optim.SGD(parameters, 0.1)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(
        optimizer, factor=factor, patience=patience, threshold=threshold, cooldown=cooldown, min_lr=minimum)
    expected = []
    for score in SCORES:
        scheduler.step(score)
        expected.append([group["lr"] for group in optimizer.param_groups])
    cases.append({"factor": factor, "patience": patience, "threshold": threshold, "cooldown": cooldown,
                  "minimum": minimum, "rates": rates, "expected": expected})
print(json.dumps({"torch": torch.__version__, "scores": SCORES, "cases": cases}))
