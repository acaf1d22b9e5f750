"""Reference values of torchvision's transforms and of timm's mixing. Run: python3 generate.py > values.json"""
import json
import numpy as np
import torch
import torchvision
from torchvision.transforms import functional as F

torch.manual_seed(6)
torch.set_default_dtype(torch.float64)
H, W = 5, 4
images = torch.rand(3, 3, H, W)
images[0, :, 0, 0] = 0.25  # grey: no hue
labels = torch.softmax(torch.randn(3, 3), 1)
CHANGES = [F.adjust_brightness, F.adjust_contrast, F.adjust_saturation, F.adjust_hue]


def crops():
    for top, left, mirrored, fill in [(-2, 1, False, 0), (0, -2, True, 0.5), (2, 2, True, 0), (0, 0, False, 0)]:
        padded = F.pad(images, [2, 2, 2, 2], fill=fill)
        out = F.crop(padded, top + 2, left + 2, H - 1, W - 1)
        yield {"top": top, "left": left, "mirrored": mirrored, "fill": fill,
               "output": (F.hflip(out) if mirrored else out).tolist()}


def jitters():
    for order, factors in [([0, 1, 2, 3], [1.4, 0.3, 1.8, 0.2]), ([3, 2, 1, 0], [0.6, 1.9, 0.0, -0.35]),
                           ([2, 0, 3, 1], [1.0, 1.0, 1.0, 0.5]), ([1, 3, 0, 2], [0.0, 0.5, 0.5, 0.1])]:
        out = images
        for kind in order:
            out = CHANGES[kind](out, factors[kind])
        yield {"order": order, "factors": factors, "output": out.tolist()}


def erasures():
    for top, left, height, width in [(0, 0, 2, 3), (2, 1, 3, 3), (2, 2, 1, 1)]:
        yield {"rectangle": [top, left, height, width],
               "output": F.erase(images, top, left, height, width, torch.tensor(0.0)).tolist()}


def erasing_draws(count=50000):
    """Moments of what RandomErasing draws for an image of 32x32."""
    image = torch.zeros(1, 32, 32)
    draws = [torchvision.transforms.RandomErasing.get_params(image, (0.02, 0.33), (0.3, 3.3), [0.0]) for _ in range(count)]
    areas = np.array([h * w / 1024 for _, _, h, w, _ in draws])
    aspects = np.log([h / w for _, _, h, w, _ in draws])
    tops = np.array([i / (33 - h) for i, _, h, _, _ in draws])
    return {"count": count, "area": [areas.mean(), areas.std()], "aspect": [aspects.mean(), aspects.std()],
            "top": [tops.mean(), tops.std()]}


def mixups():
    """timm.data.mixup.Mixup, mode batch, version 0.9."""
    for lam in (0.3, 0.95, 1.0):
        flipped = images.flip(0).mul_(1. - lam)
        yield {"share": lam, "features": images.mul(lam).add_(flipped).tolist(),
               "labels": (labels * lam + labels.flip(0) * (1 - lam)).tolist()}


def rand_bbox(img_shape, lam, cy, cx):
    """timm.data.mixup.rand_bbox, version 0.9, the centre given."""
    ratio = np.sqrt(1 - lam)
    img_h, img_w = img_shape[-2:]
    cut_h, cut_w = int(img_h * ratio), int(img_w * ratio)
    yl = np.clip(cy - cut_h // 2, 0, img_h)
    yh = np.clip(cy + cut_h // 2, 0, img_h)
    xl = np.clip(cx - cut_w // 2, 0, img_w)
    xh = np.clip(cx + cut_w // 2, 0, img_w)
    return yl, yh, xl, xh


def cutmixes():
    for lam, cy, cx in [(0.5, 3, 2), (0.1, 0, 3), (0.0, 4, 0), (0.97, 2, 2), (0.4, 4, 3)]:
        yl, yh, xl, xh = rand_bbox(images.shape, lam, cy, cx)
        out = images.clone()
        out[:, :, yl:yh, xl:xh] = images.flip(0)[:, :, yl:yh, xl:xh]
        yield {"share": lam, "row": cy, "column": cx, "output": out.tolist(),
               "kept": 1. - (yh - yl) * (xh - xl) / float(H * W)}


print(json.dumps({
    "torch": torch.__version__, "torchvision": torchvision.__version__,
    "images": images.tolist(), "labels": labels.tolist(), "crops": list(crops()), "jitters": list(jitters()),
    "erasures": list(erasures()), "mixups": list(mixups()), "cutmixes": list(cutmixes()),
    "erasing": erasing_draws(),
}))
