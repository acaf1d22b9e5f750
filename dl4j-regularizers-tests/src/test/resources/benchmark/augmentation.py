"""The counterparts of AugmentationCase by torchvision, an image at a time as its transforms are, and mixing by timm's
formulas: the fastest of 20 iterations after warming up. Arguments: images in a batch, milliseconds of an iteration,
milliseconds to warm up, regular expression of the names to measure."""

import re
import sys
import time

import numpy
import torch
from torchvision import transforms


def each(transform):
    return lambda x, y: (torch.stack([transform(image) for image in x]), y)


def levels(transform):
    """Transforms of policies take 256 levels."""
    return lambda x, y: (torch.stack([transform(image) for image in (x * 255).to(torch.uint8)]) / 255, y)


def mixup(x, y):
    lam = numpy.random.beta(1, 1)
    return x * lam + x.flip(0) * (1 - lam), y * lam + y.flip(0) * (1 - lam)


def cutmix(x, y):
    side = numpy.sqrt(1 - numpy.random.beta(1, 1))
    h, w = int(32 * side) // 2, int(32 * side) // 2
    cy, cx = numpy.random.randint(0, 32), numpy.random.randint(0, 32)
    top, bottom, left, right = max(cy - h, 0), min(cy + h, 32), max(cx - w, 0), min(cx + w, 32)
    out = x.clone()
    out[:, :, top:bottom, left:right] = x.flip(0)[:, :, top:bottom, left:right]
    lam = 1 - (bottom - top) * (right - left) / 1024
    return out, y * lam + y.flip(0) * (1 - lam)


CASES = {
    "CROP_FLIP": each(transforms.Compose([transforms.RandomCrop(32, padding=4), transforms.RandomHorizontalFlip()])),
    "RANDOM_ERASING": each(transforms.RandomErasing(p=0.5)),
    "COLOR_JITTER": each(transforms.ColorJitter(0.4, 0.4, 0.4, 0.1)),
    "AFFINE": each(transforms.RandomAffine(
        15, (0.1, 0.1), (0.9, 1.1), (-5, 5, -5, 5), transforms.InterpolationMode.BILINEAR)),
    "PERSPECTIVE": each(transforms.RandomPerspective(0.5)),
    "ELASTIC": each(transforms.ElasticTransform()),
    "BLUR": each(transforms.GaussianBlur(3)),
    "GRAYSCALE": each(transforms.RandomGrayscale(0.5)),
    "SOLARIZE": each(transforms.RandomSolarize(0.5, 1)),
    "POSTERIZE": levels(transforms.RandomPosterize(4, 1)),
    "EQUALIZE": levels(transforms.RandomEqualize(1)),
    "AUTO_CONTRAST": each(transforms.RandomAutocontrast(1)),
    "SHARPNESS": each(transforms.RandomAdjustSharpness(2, 1)),
    "RAND_AUGMENT": levels(transforms.RandAugment()),
    "TRIVIAL_AUGMENT": levels(transforms.TrivialAugmentWide()),
    "AUG_MIX": levels(transforms.AugMix()),
    "MIXUP": mixup,
    "CUTMIX": cutmix,
}


def iteration(step, seconds):
    """The mean time of a step, in seconds."""
    steps = 0
    start = time.perf_counter()
    while steps == 0 or time.perf_counter() < start + seconds:
        step()
        steps += 1
    return (time.perf_counter() - start) / steps


x, y = torch.rand(int(sys.argv[1]), 3, 32, 32), torch.eye(10)[torch.arange(int(sys.argv[1])) % 10]
milliseconds, warm_up = int(sys.argv[2]), int(sys.argv[3])
only = re.compile(sys.argv[4], re.IGNORECASE)
for name, change in CASES.items():
    if only.fullmatch(name):
        iteration(lambda: change(x, y), warm_up / 1000)
        fastest = min(iteration(lambda: change(x, y), milliseconds / 1000) for _ in range(20))
        print(f"TIME {name} torch {fastest * 1e6:.2f}")
