"""Gradient of L + lambda ||f||^2 with drawn labels by PyTorch's double backward pass: python3 generate.py > values.json"""
import json
import torch

torch.manual_seed(47)
torch.set_default_dtype(torch.float64)
LAMBDA = 0.3
NAMES = ("0_W", "0_b", "1_W", "1_b")


def run(name, classes, log_likelihood, draw):
    x = torch.randn(5, 3)
    parameters = [torch.randn(size).requires_grad_() for size in ((3, 4), (4,), (4, classes), (classes,))]
    w1, b1, w2, b2 = parameters
    logits = torch.tanh(x @ w1 + b1) @ w2 + b2
    labels = draw(torch.full_like(logits, 1 / classes), torch.rand(5, 1 if name == "softmax" else classes))
    draws = torch.rand(5, 1 if name == "softmax" else classes)
    probabilities = torch.softmax(logits, 1) if name == "softmax" else torch.sigmoid(logits)
    sampled = draw(probabilities.detach(), draws)
    loss = -log_likelihood(logits, labels).sum(1).mean()
    loss_of_sampled = -log_likelihood(logits, sampled).sum(1).mean()
    gradients = torch.autograd.grad(loss_of_sampled, parameters, create_graph=True)
    total = loss + LAMBDA * sum((gradient ** 2).sum() for gradient in gradients)
    total.backward()
    return {"name": name, "lambda": LAMBDA, "features": x.tolist(), "labels": labels.tolist(), "draws": draws.tolist(),
            "parameters": {key: tensor.tolist() for key, tensor in zip(NAMES, parameters)},
            "gradients": {key: tensor.grad.tolist() for key, tensor in zip(NAMES, parameters)}, "score": total.item()}


def one_hot(probabilities, draws):
    chosen = (probabilities.cumsum(1) < draws).sum(1).clamp(max=probabilities.shape[1] - 1)
    return torch.eye(probabilities.shape[1])[chosen]


cases = [
    run("softmax", 3, lambda z, y: y * torch.log_softmax(z, 1), one_hot),
    run("sigmoid", 2, lambda z, y: y * torch.nn.functional.logsigmoid(z) + (1 - y) * torch.nn.functional.logsigmoid(-z),
        lambda p, u: (u < p).double()),
]
print(json.dumps({"torch": torch.__version__, "cases": cases}))
