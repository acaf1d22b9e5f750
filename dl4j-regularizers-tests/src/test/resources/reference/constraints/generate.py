"""Singular values from PyTorch: python3 generate.py > values.json"""
import json
import torch

torch.manual_seed(5)
cases = []
for rows, columns in [(4, 6), (6, 3), (5, 5)]:
    matrix = torch.randn(rows, columns, dtype=torch.float64)
    cases.append({"matrix": matrix.tolist(), "singularValues": torch.linalg.svdvals(matrix).tolist()})
print(json.dumps({"torch": torch.__version__, "cases": cases}))
