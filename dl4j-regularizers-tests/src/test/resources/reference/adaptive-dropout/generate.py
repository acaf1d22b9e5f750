"""Reference values of standout (Ba and Frey 2013) from PyTorch's autograd: python3 generate.py > values.json"""
import json
import torch

torch.manual_seed(29)
torch.set_default_dtype(torch.float64)

ACTIVATIONS = {"RELU": torch.relu, "TANH": torch.tanh, "IDENTITY": lambda z: z, "SOFTPLUS": torch.nn.functional.softplus}
CASES = [("RELU", 1, 0, (3, 4)), ("TANH", 2, -0.5, (2, 3, 2, 2)), ("IDENTITY", -1.5, 1, (2, 3, 4)),
         ("SOFTPLUS", 0, 0.3, (2, 5))]
cases = []
for name, alpha, beta, shape in CASES:
    z = (2 * torch.randn(shape)).requires_grad_()
    draws = torch.rand(shape)
    gradient = torch.randn(shape)
    keep = torch.sigmoid(alpha * z + beta)
    mask = (draws < keep).double()
    assert 0 < mask.sum() < mask.numel()
    output = ACTIVATIONS[name](z) * mask.detach()
    training, = torch.autograd.grad(output, z, gradient, retain_graph=True)
    expected = ACTIVATIONS[name](z) * keep
    inference, = torch.autograd.grad(expected, z, gradient)
    cases.append({
        "activation": name, "alpha": alpha, "beta": beta, "input": z.tolist(), "draws": draws.tolist(),
        "outputGradient": gradient.tolist(), "output": output.tolist(), "inputGradient": training.tolist(),
        "inference": expected.tolist(), "inferenceGradient": inference.tolist(),
    })
print(json.dumps({"torch": torch.__version__, "cases": cases}))
