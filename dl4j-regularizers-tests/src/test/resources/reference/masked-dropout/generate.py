"""Reference values of the multiplicative dropouts from PyTorch's autograd: python3 generate.py > values.json"""
import json
import torch

torch.manual_seed(23)
torch.set_default_dtype(torch.float64)

# mask shape, data format, shape of the activations, shape of the draws
SHAPES = [
    ("PER_ELEMENT", None, (3, 4), (3, 4)),
    ("PER_ELEMENT", "NCHW", (2, 3, 2, 1), (2, 3, 2, 1)),
    ("PER_ELEMENT", "NHWC", (2, 2, 1, 3), (2, 2, 1, 3)),
    ("PER_ELEMENT", "NCW", (2, 3, 2), (2, 3, 2)),
    ("PER_ELEMENT", "NWC", (2, 2, 3), (2, 2, 3)),
    ("PER_CHANNEL", None, (3, 4), (3, 4)),
    ("PER_CHANNEL", "NCHW", (2, 3, 2, 1), (2, 3, 1, 1)),
    ("PER_CHANNEL", "NHWC", (2, 2, 1, 3), (2, 1, 1, 3)),
    ("PER_CHANNEL", "NCW", (2, 3, 2), (2, 3, 1)),
    ("PER_CHANNEL", "NWC", (2, 2, 3), (2, 1, 3)),
    ("PER_CHANNEL", "NCDHW", (2, 3, 1, 2, 1), (2, 3, 1, 1, 1)),
    ("PER_CHANNEL", "NDHWC", (2, 1, 2, 1, 3), (2, 1, 1, 1, 3)),
    ("PER_EXAMPLE", None, (3, 4), (3, 1)),
    ("PER_EXAMPLE", "NCHW", (2, 3, 2, 1), (2, 1, 1, 1)),
    ("PER_EXAMPLE", "NHWC", (2, 2, 1, 3), (2, 1, 1, 1)),
    ("PER_EXAMPLE", "NCW", (2, 3, 2), (2, 1, 1)),
    ("PER_EXAMPLE", "NWC", (2, 2, 3), (2, 1, 1)),
    ("SAME_OVER_TIME", "NCW", (2, 3, 2), (2, 3, 1)),
    ("SAME_OVER_TIME", "NWC", (2, 2, 3), (2, 1, 3)),
]
# how a mask follows from the drop rate and the draws: standard normal for Gaussian dropout, from U(0, 1) otherwise
MASKS = {
    "GaussianDropout": lambda d, draw: 1 + (d / (1 - d)) ** 0.5 * draw,
    "UniformDropout": lambda d, draw: 1 + (2 * draw - 1) * (3 * d / (1 - d)) ** 0.5,
    "Dropout": lambda d, draw: (draw < 1 - d).double() / (1 - d),
    "LockedDropout": lambda d, draw: (draw < 1 - d).double() / (1 - d),
}
cases = []
for name, mask in MASKS.items():
    for number, (mask_shape, data_format, shape, draws) in enumerate(SHAPES):
        if name == "LockedDropout" and mask_shape != "SAME_OVER_TIME":
            continue
        rate = [0.1, 0.3, 0.75][number % 3]
        x = torch.randn(shape).requires_grad_()
        draw = torch.randn(draws) if name == "GaussianDropout" else torch.rand(draws)
        gradient = torch.randn(shape)
        y = x * mask(rate, draw)
        y.backward(gradient)
        cases.append({
            "dropout": name, "maskShape": mask_shape, "dataFormat": data_format, "dropRate": rate,
            "input": x.tolist(), "draws": draw.tolist(), "output": y.tolist(),
            "outputGradient": gradient.tolist(), "inputGradient": x.grad.tolist(),
        })
print(json.dumps({"torch": torch.__version__, "cases": cases}))
