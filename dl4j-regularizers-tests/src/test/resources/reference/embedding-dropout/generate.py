"""Reference values of EmbeddingDropout from PyTorch's autograd: python3 generate.py > values.json"""
import json
import torch

torch.manual_seed(29)
torch.set_default_dtype(torch.float64)

VOCABULARY, UNITS = 7, 3
DROP_RATE = 0.4

# shape of the indices, format of the output, bias, activation
CASES = [
    ((5, 1), None, False, "IDENTITY"),
    ((5, 1), None, True, "TANH"),
    ((2, 4), "NCW", False, "IDENTITY"),
    ((2, 4), "NCW", True, "TANH"),
    ((2, 4), "NWC", False, "TANH"),
    ((2, 4), "NWC", True, "IDENTITY"),
]
cases = []
for shape, data_format, has_bias, activation in CASES:
    weights = torch.randn(VOCABULARY, UNITS).requires_grad_()
    bias = torch.randn(UNITS).requires_grad_() if has_bias else None
    words = torch.randint(VOCABULARY, shape)
    kept = torch.bernoulli(torch.full((VOCABULARY,), 1 - DROP_RATE))
    table = weights * kept[:, None] / (1 - DROP_RATE)
    y = torch.nn.functional.embedding(words, table)
    if has_bias:
        y = y + bias
    if activation == "TANH":
        y = torch.tanh(y)
    y = y.squeeze(1) if data_format is None else y.permute(0, 2, 1) if data_format == "NCW" else y
    gradient = torch.randn(y.shape)
    y.backward(gradient)
    cases.append({
        "dataFormat": data_format, "activation": activation, "dropRate": DROP_RATE,
        "words": words.tolist(), "kept": kept[:, None].tolist(), "weights": weights.tolist(),
        "bias": bias.tolist() if has_bias else None,
        "output": y.tolist(), "outputGradient": gradient.tolist(), "weightGradient": weights.grad.tolist(),
        "biasGradient": bias.grad.tolist() if has_bias else None,
    })
print(json.dumps({"torch": torch.__version__, "cases": cases}))
