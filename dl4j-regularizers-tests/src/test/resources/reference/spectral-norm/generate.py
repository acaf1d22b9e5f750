"""Largest singular values of convolutions between feature maps: python3 generate.py > values.json

"norm" is the largest singular value of the dense matrix that PyTorch's conv2d applies to a flattened map. "circular" is the
one with circular padding, by the Fourier transform of the kernel (Sedghi et al. 2019), checked against the dense matrix.
"""
import json
import numpy
import torch
import torch.nn.functional as F

torch.manual_seed(7)
torch.set_default_dtype(torch.float64)


def norm(apply, channels, height, width):
    basis = torch.eye(channels * height * width).reshape(-1, channels, height, width)
    return torch.linalg.svdvals(apply(basis).reshape(len(basis), -1))[0].item()


def circular(kernel, size):
    transforms = numpy.fft.fft2(kernel.numpy(), [size, size], axes=[2, 3])
    return numpy.linalg.svd(transforms.transpose(2, 3, 0, 1), compute_uv=False).max()


cases = []
for name, channels, filters, kernel, height, width, stride, padding, dilation in [
    ("padded", 2, 3, (3, 3), 6, 6, (1, 1), (1, 1), (1, 1)),
    ("valid", 3, 2, (2, 3), 5, 7, (1, 1), (0, 0), (1, 1)),
    ("strided", 2, 4, (3, 3), 7, 7, (2, 2), (1, 1), (1, 1)),
    ("dilated", 2, 2, (3, 2), 8, 7, (1, 2), (2, 1), (2, 1)),
]:
    weight = torch.randn(filters, channels, *kernel)
    value = norm(lambda x: F.conv2d(x, weight, stride=stride, padding=padding, dilation=dilation), channels, height, width)
    cases.append({
        "name": name, "weight": weight.tolist(), "height": height, "width": width, "stride": stride,
        "padding": padding, "dilation": dilation, "norm": value,
        "matrixNorm": torch.linalg.svdvals(weight.reshape(filters, -1))[0].item(),
    })

weight = torch.randn(3, 2, 3, 3)
size = 6
exact = circular(weight, size)
dense = norm(lambda x: F.conv2d(F.pad(x, (1, 1, 1, 1), mode="circular"), weight), 2, size, size)
assert abs(exact - dense) < 1e-12 * dense
print(json.dumps({
    "torch": torch.__version__, "numpy": numpy.__version__, "cases": cases,
    "circular": {"weight": weight.tolist(), "size": size, "norm": float(exact)},
}))
