"""Reference values of drop_path and of the depth rule of PyTorch Image Models. Run: python3 generate.py > values.json"""
import json
import torch

torch.manual_seed(23)
torch.set_default_dtype(torch.float64)


def drop_path(x, drop_prob, random_tensor):
    """timm.layers.drop_path (version 0.9) with scale_by_keep, in training; the Bernoulli draws come from outside."""
    keep_prob = 1 - drop_prob
    random_tensor = random_tensor.clone()
    if keep_prob > 0.0:
        random_tensor.div_(keep_prob)
    return x * random_tensor


def case(shape, rate):
    x = torch.randn(shape, requires_grad=True)
    draws = torch.rand(shape[0])
    kept = (draws < 1 - rate).double().view((shape[0],) + (1,) * (len(shape) - 1))
    y = drop_path(x, rate, kept)
    epsilon = torch.randn(shape)
    y.backward(epsilon)
    return {"rate": rate, "draws": draws.tolist(), "input": x.tolist(), "output": y.tolist(),
            "epsilon": epsilon.tolist(), "gradient": x.grad.tolist()}


print(json.dumps({
    "torch": torch.__version__,
    "cases": [case((6, 3), 0.4), case((4, 2, 3), 0.25), case((4, 2, 2, 3), 0.5), case((3, 2), 0.9)],
    "fromZero": {str(blocks): torch.linspace(0, 0.3, blocks).tolist() for blocks in (1, 2, 12)},
}, indent=1))
