"""Reference values of a dense layer with a mask of the weights for each example, from PyTorch's einsum and autograd:
python3 generate.py > values.json"""
import json
import torch

torch.manual_seed(31)
torch.set_default_dtype(torch.float64)

BATCH, IN, OUT = 5, 4, 3
DROP_RATE = 0.3

x = torch.randn(BATCH, IN).requires_grad_()
weights = torch.randn(IN, OUT).requires_grad_()
masks = torch.bernoulli(torch.full((BATCH, IN, OUT), 1 - DROP_RATE)) / (1 - DROP_RATE)
y = torch.einsum("bio,io,bi->bo", masks, weights, x)
gradient = torch.randn(BATCH, OUT)
y.backward(gradient)
print(json.dumps({
    "torch": torch.__version__,
    "input": x.tolist(), "weights": weights.tolist(), "masks": masks.tolist(), "output": y.tolist(),
    "outputGradient": gradient.tolist(), "inputGradient": x.grad.tolist(), "weightGradient": weights.grad.tolist(),
}))
