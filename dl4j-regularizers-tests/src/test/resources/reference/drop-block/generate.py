"""Reference values of DropBlock from PyTorch, the paper's algorithm for given draws: python3 generate.py > values.json"""
import json
import torch
import torch.nn.functional as F

torch.manual_seed(31)
torch.set_default_dtype(torch.float64)


def cover(height, width, rows, b):
    """By how many places of a block each position is covered."""
    ones = torch.ones(1, 1, height - rows + 1, width - b + 1)
    return F.conv_transpose2d(ones, torch.ones(1, 1, rows, b))


def exact(height, width, rows, b, d):
    """gamma for which the mean over positions of 1 - (1 - gamma)^cover is d, by bisection."""
    covers, low, high = cover(height, width, rows, b), 0.0, 1.0
    for _ in range(200):
        gamma = (low + high) / 2
        low, high = (gamma, high) if (1 - (1 - gamma) ** covers).mean() < d else (low, gamma)
    return gamma


def paper(height, width, rows, b, d):
    return d * height * width / (rows * b * (height - rows + 1) * (width - b + 1))


# data format, mask shape, (examples, channels, height or None for sequences, width), block size, drop rate, seed rate, scaling
CASES = [
    ("NCHW", "PER_ELEMENT", (2, 3, 6, 5), 3, 0.2, "EXACT", "BY_DROP_RATE"),
    ("NHWC", "PER_ELEMENT", (2, 3, 6, 5), 2, 0.3, "EXACT", "BY_DROP_RATE"),
    ("NHWC", "SAME_OVER_CHANNELS", (3, 2, 4, 7), 3, 0.4, "EXACT", "BY_KEPT_SHARE"),
    ("NCHW", "SAME_OVER_CHANNELS", (3, 2, 7, 4), 4, 0.4, "PAPER", "BY_KEPT_SHARE"),
    ("NCHW", "PER_ELEMENT", (2, 3, 4, 6), 9, 0.5, "EXACT", "BY_DROP_RATE"),
    ("NCHW", "PER_ELEMENT", (2, 3, 4, 4), 1, 0.3, "PAPER", "BY_DROP_RATE"),
    ("NCW", "PER_ELEMENT", (2, 3, None, 9), 3, 0.3, "EXACT", "BY_DROP_RATE"),
    ("NWC", "SAME_OVER_CHANNELS", (3, 2, None, 8), 4, 0.3, "EXACT", "BY_KEPT_SHARE"),
]
cases = []
for data_format, mask_shape, (n, c, height, width), size, d, seed_rate, scaling in CASES:
    h = height or 1
    b = min(size, h, width) if height else min(size, width)
    rows = b if height else 1
    gamma = (exact if seed_rate == "EXACT" else paper)(h, width, rows, b, d)
    draws = torch.rand(n, 1 if mask_shape == "SAME_OVER_CHANNELS" else c, h - rows + 1, width - b + 1)
    seeds = (draws >= 1 - gamma).double()
    kept = 1 - F.max_pool2d(F.pad(seeds, (b - 1, b - 1, rows - 1, rows - 1)), (rows, b), stride=1)
    scale = 1 / (1 - d) if scaling == "BY_DROP_RATE" else kept.numel() / kept.sum()
    x = torch.randn(n, c, h, width).requires_grad_()
    gradient = torch.randn(n, c, h, width)
    y = x * kept * scale
    y.backward(gradient)

    def layout(array):
        array = array if height else array.squeeze(2)
        return array.movedim(1, -1).tolist() if data_format in ("NHWC", "NWC") else array.tolist()

    cases.append({
        "dataFormat": data_format, "maskShape": mask_shape, "blockSize": size, "dropRate": d, "seedRate": seed_rate,
        "scaling": scaling, "seedProbability": gamma, "draws": layout(draws), "input": layout(x.detach()),
        "output": layout(y.detach()), "outputGradient": layout(gradient), "inputGradient": layout(x.grad),
    })
print(json.dumps({"torch": torch.__version__, "cases": cases}))
