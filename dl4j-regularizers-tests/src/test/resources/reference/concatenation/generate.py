"""Reference values of concatenated paths: identity, convolution, pooling behind a convolution. Run: python3 generate.py > values.json"""
import json
import torch
import torch.nn.functional as F

torch.manual_seed(31)
torch.set_default_dtype(torch.float64)


def case(shape, first, second):
    x = torch.randn(shape, requires_grad=True)
    weights = [torch.randn(first, shape[1], 1, 1, requires_grad=True),
               torch.randn(second, shape[1], 3, 3, requires_grad=True)]
    paths = [torch.tanh(F.conv2d(x, weights[0])), x,
             F.avg_pool2d(F.conv2d(x, weights[1], padding=1), 3, stride=1, padding=1, count_include_pad=False)]
    y = torch.cat(paths, 1)
    epsilon = torch.randn(y.shape)
    y.backward(epsilon)
    return {"input": x.tolist(), "weights": [w.tolist() for w in weights], "output": y.tolist(),
            "epsilon": epsilon.tolist(), "gradient": x.grad.tolist(),
            "weightGradients": [w.grad.tolist() for w in weights]}


print(json.dumps({"torch": torch.__version__, "cases": [case((2, 2, 4, 3), 3, 1), case((3, 1, 3, 3), 1, 2)]}, indent=1))
