"""Reference values of SgdW: torch.optim.SGD with the decay taken off by hand. Run: python3 generate.py > values.json"""
import json
import torch

torch.manual_seed(23)
torch.set_default_dtype(torch.float64)
STEPS = 50
start, gradients = torch.randn(6), torch.randn(STEPS, 6)
cases = []
for name, momentum, decay in [("plain", 0.0, 0.1), ("nesterov", 0.9, 0.1), ("nesterov, no decay", 0.9, 0.0)]:
    p = start.clone().requires_grad_()
    optimizer = torch.optim.SGD([p], lr=0.05, momentum=momentum, nesterov=momentum > 0)
    for step in range(STEPS):
        p.grad = gradients[step].clone()
        with torch.no_grad():
            p.mul_(1 - 0.05 * decay)
        optimizer.step()
    cases.append({"name": name, "settings": {"scale": 1.0}, "expected": p.tolist()})
print(json.dumps({"torch": torch.__version__, "optimizer": {
    "start": start.tolist(), "gradients": gradients.tolist(), "cases": cases}}))
