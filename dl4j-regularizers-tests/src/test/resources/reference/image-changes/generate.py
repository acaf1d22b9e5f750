"""Reference values of torchvision's geometric and photometric operations and of its policies.
Made with torch 1.13.1, torchvision 0.14.1. Run: python3 generate.py > values.json"""
import json
import torch
import torchvision
from torchvision.transforms import InterpolationMode, RandAugment, TrivialAugmentWide
from torchvision.transforms import functional as F
from torchvision.transforms.autoaugment import _apply_op

torch.manual_seed(17)
torch.set_default_dtype(torch.float64)
MODES = {"NEAREST": InterpolationMode.NEAREST, "BILINEAR": InterpolationMode.BILINEAR}
small = torch.randint(0, 256, (2, 3, 6, 5), dtype=torch.uint8)
large = torch.cat([torch.randint(0, 256, (1, 3, 24, 20), dtype=torch.uint8),
                   torch.randint(100, 140, (1, 3, 24, 20), dtype=torch.uint8)])
large[1, 1] = 77  # one level
large[0, 2, :20] = 255  # one dominant level, the brightest


def unit(image):
    return image / 255.0


def affines():
    for angle, translate, scale, shear, fill in [
            (30, (0, 0), 1, (0, 0), [0.0]), (0, (2, -1), 1, (0, 0), [0.5]), (0, (0, 0), 1.7, (0, 0), [0.0]),
            (0, (0, 0), 0.6, (0, 0), [0.25, 0.5, 0.75]), (0, (0, 0), 1, (20, 0), [0.0]), (0, (0, 0), 1, (0, -15), [0.0]),
            (-70, (1, 2), 1.3, (12, 8), [0.1, 0.2, 0.3]), (163, (-2, 0), 0.8, (-31, 17), [1.0])]:
        for name, mode in MODES.items():
            yield {"angle": angle, "translate": translate, "scale": scale, "shear": shear, "fill": fill,
                   "interpolation": name,
                   "output": F.affine(unit(small), angle, list(translate), scale, list(shear), mode, fill).tolist()}


def blurs():
    for size, sigma in [(3, 0.4), (5, 1.3), (7, 2.0), (1, 1.0)]:
        yield {"size": size, "sigma": sigma, "output": F.gaussian_blur(unit(small), [size, size], [sigma, sigma]).tolist()}


def on(image, name, argument, output):
    return {"image": image, "name": name, "argument": argument, "output": output.tolist()}


def tones():
    yield on("small", "GRAY", 0, F.rgb_to_grayscale(unit(small), 3))
    for threshold in (0.0, 0.3, 128 / 255, 1.0):
        yield on("small", "SOLARIZE", threshold, F.solarize(unit(small), threshold))
    for bits in (0, 1, 3, 5, 8):
        yield on("small", "POSTERIZE", bits, unit(F.posterize(small, bits)))
    for factor in (0.0, 0.5, 1.0, 2.5):
        yield on("small", "SHARPNESS", factor, F.adjust_sharpness(unit(small), factor))
    yield on("large", "AUTO_CONTRAST", 0, F.autocontrast(unit(large)))
    yield on("large", "EQUALIZE", 0, unit(F.equalize(large)))


def space(policy):
    return policy._augmentation_space(31, (6, 5)) if isinstance(policy, RandAugment) else policy._augmentation_space(31)


def operation(name, magnitude, image):
    if name in ("Posterize", "Equalize"):
        return unit(_apply_op(image, name, magnitude, InterpolationMode.NEAREST, [0.5]))
    if name == "Solarize":
        return F.solarize(unit(image), magnitude / 255)
    return _apply_op(unit(image), name, magnitude, InterpolationMode.NEAREST, [0.5])


def policies():
    for policy in (RandAugment(), TrivialAugmentWide()):
        for index, (name, (magnitudes, signed)) in enumerate(space(policy).items()):
            values = [float(m) for m in magnitudes] if magnitudes.ndim > 0 else [0.0] * 31
            changes = []
            for level in (9, 30):
                for sign in (1, -1) if signed else (1,):
                    changes.append({"level": level, "sign": sign,
                                    "output": operation(name, sign * values[level], small[:1]).tolist()})
            yield {"policy": type(policy).__name__, "operation": index, "name": name, "signed": signed,
                   "magnitudes": values, "changes": changes}


print(json.dumps({
    "torch": torch.__version__, "torchvision": torchvision.__version__, "small": unit(small).tolist(),
    "large": unit(large).tolist(), "affines": list(affines()), "blurs": list(blurs()), "tones": list(tones()),
    "policies": list(policies()),
}))
