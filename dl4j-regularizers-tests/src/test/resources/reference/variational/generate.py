"""Reference values of the layers with a variance for each weight, from PyTorch: python3 generate.py > values.json"""
import json
import torch
import torch.nn.functional as F

torch.manual_seed(29)
torch.set_default_dtype(torch.float64)

KL_WEIGHT = 0.5 / 7
THRESHOLD = 1.0


def log_alpha(weight, log_variance):
    return (log_variance - torch.log(weight ** 2)).clamp(-10, 10)


def divergence(alpha):
    return (0.63576 - 0.63576 * torch.sigmoid(1.87320 + 1.48695 * alpha) + 0.5 * F.softplus(-alpha)).sum()


def root(variance):
    """No gradient where a window sees padding only: autograd's would be 0 times infinity."""
    return torch.where(variance > 0, variance, torch.ones(())).sqrt() * (variance > 0)


def same(size, kernel, stride):
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def convolution(stride, padding, dilation):
    def run(x, weight):
        if padding == "same":
            (top, bottom), (left, right) = (
                same(x.shape[2 + a], (weight.shape[2 + a] - 1) * dilation[a] + 1, stride[a]) for a in (0, 1))
            return F.conv2d(F.pad(x, (left, right, top, bottom)), weight, stride=stride, dilation=dilation)
        return F.conv2d(x, weight, stride=stride, padding=padding, dilation=dilation)
    return run


# name, map, input, weights, channel axis of the bias, settings of the convolution
CASES = [
    ("dense", lambda x, w: x @ w, (3, 4), (4, 2), None),
    ("valid", convolution((1, 1), (0, 0), (1, 1)), (2, 2, 4, 3), (3, 2, 2, 2),
     {"mode": "Truncate", "stride": [1, 1], "padding": [0, 0], "dilation": [1, 1]}),
    ("strided, padded", convolution((2, 1), (1, 2), (1, 1)), (2, 2, 5, 4), (2, 2, 3, 2),
     {"mode": "Truncate", "stride": [2, 1], "padding": [1, 2], "dilation": [1, 1]}),
    ("dilated", convolution((1, 2), (1, 1), (2, 1)), (2, 2, 5, 4), (2, 2, 2, 3),
     {"mode": "Truncate", "stride": [1, 2], "padding": [1, 1], "dilation": [2, 1]}),
    ("same", convolution((2, 1), "same", (1, 1)), (2, 2, 5, 4), (2, 2, 2, 3),
     {"mode": "Same", "stride": [2, 1], "padding": [0, 0], "dilation": [1, 1]}),
    ("same, dilated", convolution((1, 2), "same", (1, 2)), (2, 2, 4, 5), (2, 2, 3, 2),
     {"mode": "Same", "stride": [1, 2], "padding": [0, 0], "dilation": [1, 2]}),
]
cases = []
for name, linear, input_shape, weight_shape, settings in CASES:
    x = torch.randn(input_shape)
    w = torch.randn(weight_shape)
    log_variance = torch.randn(weight_shape) - 1
    # Clipped on both sides: no gradient of the divergence there.
    w.view(-1)[0], log_variance.view(-1)[0] = 1e-6, 0.5
    w.view(-1)[1], log_variance.view(-1)[1] = 5, -9.5
    b = torch.randn(weight_shape[1 if settings is None else 0])
    for tensor in (x, w, log_variance, b):
        tensor.requires_grad_()
    bias = b if settings is None else b.reshape(1, -1, 1, 1)
    mean = linear(x, w) + bias
    eps = torch.randn(mean.shape)
    y = torch.tanh(mean + root(linear(x * x, torch.exp(log_variance))) * eps)
    gradient = torch.randn(y.shape)
    kl = divergence(log_alpha(w, log_variance))
    # DL4J divides gradients by the number of examples later on
    ((y * gradient).sum() + len(x) * KL_WEIGHT * kl).backward()
    kept = (log_alpha(w, log_variance) <= THRESHOLD).double()
    cases.append({
        "name": name, "convolution": settings, "input": x.tolist(), "W": w.tolist(), "b": b.tolist(),
        "logVariance": log_variance.tolist(), "eps": eps.tolist(), "output": y.tolist(),
        "inference": torch.tanh(linear(x, w * kept) + bias).tolist(), "score": KL_WEIGHT * kl.item(),
        "sparsity": 1 - kept.mean().item(), "outputGradient": gradient.tolist(), "inputGradient": x.grad.tolist(),
        "gradients": {"W": w.grad.tolist(), "b": b.grad.tolist(), "logVariance": log_variance.grad.tolist()},
    })
print(json.dumps({"torch": torch.__version__, "cases": cases}))
