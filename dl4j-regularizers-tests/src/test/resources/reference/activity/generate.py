"""AR, TAR and L1 on activations by PyTorch: python3 generate.py > values.json"""
import json
import torch

torch.manual_seed(47)
torch.set_default_dtype(torch.float64)
SQUARED, ABSOLUTE, TEMPORAL = 0.7, 0.2, 1.3
cases = []
for masked in False, True:
    h = torch.randn(3, 2, 4, requires_grad=True)  # [batch, units, time]
    mask = torch.tensor([[1.0, 1, 1, 1], [1, 1, 0, 0], [0, 1, 1, 1]]) if masked else torch.ones(3, 4)
    kept = mask[:, None, :].expand_as(h).bool()
    pairs = kept[:, :, 1:] & kept[:, :, :-1]
    penalty = (SQUARED * h[kept].pow(2).mean() + ABSOLUTE * h[kept].abs().mean()
               + TEMPORAL * (h[:, :, 1:] - h[:, :, :-1])[pairs].pow(2).mean())
    penalty.backward()
    cases.append({"h": h.tolist(), "mask": mask.tolist() if masked else None, "penalty": penalty.item(),
                  "gradient": h.grad.tolist()})
print(json.dumps({"torch": torch.__version__, "squared": SQUARED, "absolute": ABSOLUTE, "temporal": TEMPORAL,
                  "cases": cases}))
