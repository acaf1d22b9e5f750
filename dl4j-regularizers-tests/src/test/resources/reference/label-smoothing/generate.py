"""Reference values of LabelSmoothingLoss from PyTorch: python3 generate.py > values.json"""
import json
import torch
import torch.nn.functional as F

torch.manual_seed(7)
cases = []
for name, rows, classes, smoothing, weighted, soft, scale in [
    ("plain cross entropy", 3, 4, 0.0, False, False, 1.0),
    ("one-hot", 5, 10, 0.1, False, False, 2.0),
    ("two classes", 4, 2, 0.3, False, False, 1.0),
    ("class weights", 6, 5, 0.2, True, False, 3.0),
    ("probability labels", 4, 3, 0.15, False, True, 1.0),
    ("probability labels and class weights", 4, 7, 0.9, True, True, 1.0),
    ("large logits", 3, 4, 0.1, True, False, 2000.0),
]:
    z = (scale * torch.randn(rows, classes, dtype=torch.float64)).requires_grad_()
    y = (torch.softmax(torch.randn(rows, classes, dtype=torch.float64), 1) if soft
         else F.one_hot(torch.randint(classes, (rows,)), classes).double())
    w = torch.rand(classes, dtype=torch.float64) + 0.5 if weighted else None
    loss = F.cross_entropy(z, y, weight=w, label_smoothing=smoothing, reduction="none")
    loss.sum().backward()
    cases.append({
        "name": name, "smoothing": smoothing, "logits": z.tolist(), "labels": y.tolist(),
        "classWeights": None if w is None else w.tolist(),
        "losses": loss.tolist(), "gradient": z.grad.tolist(),
    })
print(json.dumps({"torch": torch.__version__, "cases": cases}, indent=1))
