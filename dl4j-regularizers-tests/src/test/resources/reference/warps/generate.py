"""Reference values of torchvision's perspective, elastic transform and AugMix, and of time warps by NumPy.
Made with torch 1.13.1, torchvision 0.14.1. Run: python3 generate.py > values.json"""
import json
import numpy
import torch
import torchvision
from torchvision.transforms import AugMix, InterpolationMode
from torchvision.transforms import functional as F
from torchvision.transforms import functional_tensor as T
from torchvision.transforms.autoaugment import _apply_op

torch.manual_seed(23)
torch.set_default_dtype(torch.float64)
small = torch.randint(0, 256, (2, 3, 6, 5), dtype=torch.uint8)
START = [[0, 0], [4, 0], [4, 5], [0, 5]]


def unit(image):
    return image / 255.0


def coefficients(start, end):
    """torchvision's system, solved in double instead of single precision."""
    rows = []
    for (x, y), (u, v) in zip(end, start):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    return numpy.linalg.solve(numpy.array(rows, dtype=float), numpy.array(start, dtype=float).reshape(8)).tolist()


def perspectives():
    """Whole corners would put some sources between two nearest pixels, where rounding decides."""
    for end in ([[0, 0], [4, 0], [4, 5], [0, 5]], [[0.3, 0.9], [3.6, 0.2], [3.9, 4.3], [0.1, 4.8]],
                [[0.2, 1.7], [3.8, 0.4], [3.1, 3.2], [1.2, 4.9]]):
        for name, fill in (("nearest", [0.5]), ("bilinear", [0.0]), ("bilinear", [0.1, 0.2, 0.3])):
            mine = coefficients(START, end)
            assert numpy.allclose(mine, F._get_perspective_coeffs(START, end), atol=1e-4)
            yield {"corners": end, "interpolation": name.upper(), "fill": fill,
                   "output": T.perspective(unit(small), mine, name, fill).tolist()}


def elastics():
    for alpha, sigma, name, fill in ((50.0, 0.6, "bilinear", [0.0]), (20.0, 0.5, "nearest", [0.25]),
                                     (8.0, 0.0, "bilinear", [0.1, 0.2, 0.3])):
        draws = torch.rand(2, 1, 1, 6, 5)
        wanted = iter(draws)
        rand, torch.rand = torch.rand, lambda size: next(wanted)
        displacement = torchvision.transforms.ElasticTransform.get_params([alpha] * 2, [sigma] * 2, [6, 5])
        torch.rand = rand
        yield {"alpha": alpha, "sigma": sigma, "interpolation": name.upper(), "fill": fill,
               "u": (draws[0].flatten() * 2 - 1).tolist(), "v": (draws[1].flatten() * 2 - 1).tolist(),
               "output": T.elastic_transform(unit(small), displacement, name, fill).tolist()}


def operation(name, magnitude, image):
    """An image with values in [0, 1]. Operations on levels round to them, as ToTensor before and after."""
    if name in ("Posterize", "Equalize"):
        levels = (image * 255).round().to(torch.uint8)
        return unit(_apply_op(levels, name, magnitude, InterpolationMode.BILINEAR, [0.5]))
    if name == "Solarize":
        return F.solarize(image, magnitude / 255)
    return _apply_op(image, name, magnitude, InterpolationMode.BILINEAR, [0.5])


def augmixes():
    space = AugMix()._augmentation_space(10, (6, 5))
    names = ["ShearX", "ShearY", "TranslateX", "TranslateY", "Rotate", "Brightness", "Color", "Contrast", "Sharpness",
             "Posterize", "Solarize", "AutoContrast", "Equalize"]
    assert sorted(names) == sorted(space)
    magnitudes = {name: [float(m) for m in space[name][0]] if space[name][0].ndim else [0.0] * 10 for name in names}
    chains = [[("ShearX", 2, -1), ("Brightness", 1, 1)], [("Posterize", 2, 1)], [("Rotate", 1, 1), ("Contrast", 2, -1)]]
    weights = [0.2, 0.3, 0.1]
    mix = 0.4 * unit(small)
    for weight, chain in zip(weights, chains):
        image = unit(small)
        for name, level, sign in chain:
            image = operation(name, sign * magnitudes[name][level], image)
        mix = mix + weight * image
    return {"names": names, "magnitudes": [magnitudes[name] for name in names],
            "signed": [space[name][1] for name in names], "own": 0.4, "weights": weights,
            "chains": [[[names.index(name), level, sign] for name, level, sign in chain] for chain in chains],
            "output": mix.tolist()}


def warps():
    generator = numpy.random.RandomState(5)
    for length, first, end, center, moved in ((9, 0, 9, 3.25, 5.5), (9, 1, 7, 2.0, 1.5), (6, 0, 6, 2.5, 2.5)):
        sequence = generator.rand(3, length)
        last = end - first - 1
        sources = numpy.interp(numpy.arange(last + 1), [0, moved, last], [0, center, last])
        warped = sequence.copy()
        for feature in range(3):
            warped[feature, first:end] = numpy.interp(sources, numpy.arange(last + 1), sequence[feature, first:end])
        yield {"first": first, "end": end, "center": center, "moved": moved, "input": sequence.tolist(),
               "output": warped.tolist(), "sources": sources.tolist()}


print(json.dumps({
    "torch": torch.__version__, "torchvision": torchvision.__version__, "numpy": numpy.__version__,
    "small": unit(small).tolist(), "perspectives": list(perspectives()), "elastics": list(elastics()),
    "augmix": augmixes(), "warps": list(warps()),
}))
