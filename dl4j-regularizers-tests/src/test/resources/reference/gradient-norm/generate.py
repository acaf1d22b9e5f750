"""Gradient of L + lambda ||grad L||^2 by PyTorch's double backward pass: python3 generate.py > values.json"""
import json
import torch

torch.manual_seed(43)
torch.set_default_dtype(torch.float64)
LAMBDA = 0.3

x, labels = torch.randn(5, 3), torch.eye(2)[torch.randint(0, 2, (5,))]
w1, b1, w2, b2 = torch.randn(3, 4), torch.randn(4), torch.randn(4, 2), torch.randn(2)
parameters = [tensor.requires_grad_() for tensor in (w1, b1, w2, b2)]
loss = -(labels * torch.log_softmax(torch.tanh(x @ w1 + b1) @ w2 + b2, 1)).sum(1).mean()
gradients = torch.autograd.grad(loss, parameters, create_graph=True)
norm = sum((gradient ** 2).sum() for gradient in gradients)
total = loss + LAMBDA * norm
total.backward()
print(json.dumps({"torch": torch.__version__, "lambda": LAMBDA, "features": x.tolist(), "labels": labels.tolist(),
                  "parameters": {name: tensor.tolist() for name, tensor in zip(("0_W", "0_b", "1_W", "1_b"), parameters)},
                  "gradients": {name: tensor.grad.tolist() for name, tensor in zip(("0_W", "0_b", "1_W", "1_b"), parameters)},
                  "squaredNorm": norm.item(), "score": total.item()}))
