"""Reference values of the padded identity shortcut. Run: python3 generate.py > values.json"""
import json
import torch
import torch.nn.functional as F

torch.manual_seed(29)
torch.set_default_dtype(torch.float64)


def case(shape, channels, stride):
    x = torch.randn(shape, requires_grad=True)
    y = F.pad(x[:, :, ::stride, ::stride], (0, 0, 0, 0, 0, channels - shape[1]))
    epsilon = torch.randn(y.shape)
    y.backward(epsilon)
    return {"nOut": channels, "stride": stride, "input": x.tolist(), "output": y.tolist(),
            "epsilon": epsilon.tolist(), "gradient": x.grad.tolist()}


print(json.dumps({
    "torch": torch.__version__,
    "cases": [case((2, 2, 4, 4), 4, 2), case((2, 3, 5, 7), 4, 2), case((1, 2, 7, 5), 3, 3), case((2, 1, 3, 2), 3, 1),
              case((3, 2, 4, 3), 2, 2), case((1, 1, 1, 2), 2, 2), case((1, 2, 2, 3), 2, 1)],
}, indent=1))
