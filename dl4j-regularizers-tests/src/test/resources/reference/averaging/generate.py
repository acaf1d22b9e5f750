"""Reference values of torch.optim.swa_utils. Run: python3 generate.py > values.json"""
import json
import torch
from torch.optim.swa_utils import AveragedModel, update_bn

torch.manual_seed(8)
torch.set_default_dtype(torch.float64)


def averages(avg_fn, points):
    model = torch.nn.Linear(3, 2)
    averaged = AveragedModel(model, avg_fn=avg_fn)
    for point in points:
        torch.nn.utils.vector_to_parameters(point, model.parameters())
        averaged.update_parameters(model)
        yield torch.nn.utils.parameters_to_vector(averaged.parameters()).tolist()


def decay_fn(decay, gamma):
    def average(old, new, count):
        d = decay if gamma is None else min(decay, 1 - (1 + float(count) / gamma) ** (-2 / 3))
        return d * old + (1 - d) * new
    return average


points = torch.randn(6, 8)
model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.BatchNorm1d(4), torch.nn.Linear(4, 2))
data = torch.randn(14, 3)
update_bn([data[:6], data[6:12], data[12:]], model)
print(json.dumps({
    "torch": torch.__version__,
    "points": points.tolist(),
    "swa": list(averages(None, points)),
    "ema": list(averages(decay_fn(0.7, None), points)),
    "warmUp": list(averages(decay_fn(0.7, 1.5), points)),
    "batchNorm": {
        "weights": model[0].weight.t().tolist(), "biases": model[0].bias.tolist(), "data": data.tolist(),
        "mean": model[2].running_mean.tolist(),
        "variances": [model[1](model[0](b)).var(0, unbiased=True).tolist() for b in (data[:6], data[6:12], data[12:])],
        "variance": model[2].running_var.tolist()},
}, indent=1))
