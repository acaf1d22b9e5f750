"""Reference values of self-attention with dropout on its weights, all in double. Run: python3 generate.py > values.json"""
import json
import math
import torch

torch.manual_seed(23)
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
BATCH, INPUTS, TIME = 3, 4, 4
LENGTHS = [4, 2, 0]


def attention(q, k, v, retained, drop_rate):
    """[heads, time, size]; retained has a 1 for each attention weight to keep."""
    weights = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1]), -1)
    return (weights * retained / (1 - drop_rate)) @ v


def example(x, parameters, length, retained, drop_rate):
    """x is [inputs, time]; keys and values beyond the length are cut off, so that no mask is needed."""
    if parameters is None:
        q = k = v = x.T[None]
    else:
        q, k, v = (torch.einsum("it,hsi->hts", x, parameters[name]) for name in ("Wq", "Wk", "Wv"))
    heads = attention(q, k[:, :length], v[:, :length], retained[:, :, :length], drop_rate)
    rows = heads.transpose(0, 1).reshape(TIME, -1)
    return (rows if parameters is None else rows @ parameters["Wo"]).T


def case(name, heads, size, outputs, masked, drop_rate):
    x = torch.randn(BATCH, INPUTS, TIME, requires_grad=True)
    parameters = None
    if size:
        parameters = {key: torch.randn(heads, size, INPUTS, requires_grad=True) for key in ("Wq", "Wk", "Wv")}
        parameters["Wo"] = torch.randn(heads * size, outputs, requires_grad=True)
    retained = (torch.rand(BATCH, heads, TIME, TIME) < 1 - drop_rate).double()
    lengths = LENGTHS if masked else [TIME] * BATCH
    output = torch.stack([example(x[i], parameters, lengths[i], retained[i], drop_rate) for i in range(BATCH)])
    above = torch.randn_like(output)
    output.backward(above)
    return {
        "name": name,
        "heads": heads,
        "size": size,
        "dropRate": drop_rate,
        "input": x.tolist(),
        "mask": [[float(t < n) for t in range(TIME)] for n in lengths] if masked else None,
        "retained": retained.int().tolist(),
        "output": output.tolist(),
        "outputGradient": above.tolist(),
        "inputGradient": x.grad.tolist(),
        "parameters": {key: value.tolist() for key, value in (parameters or {}).items()},
        "parameterGradients": {key: value.grad.tolist() for key, value in (parameters or {}).items()},
    }


def module():
    """torch.nn.MultiheadAttention without dropout, its packed and transposed weights as they are, with padding."""
    heads, units = 2, INPUTS
    torch_layer = torch.nn.MultiheadAttention(units, heads, bias=False, batch_first=True)
    x = torch.randn(BATCH, TIME, units)
    lengths = torch.tensor([4, 2, 1])
    padding = torch.arange(TIME)[None] >= lengths[:, None]
    output, _ = torch_layer(x, x, x, key_padding_mask=padding)
    return {
        "heads": heads,
        "input": x.tolist(),
        "mask": (~padding).double().tolist(),
        "packedProjection": torch_layer.in_proj_weight.tolist(),
        "outputProjection": torch_layer.out_proj.weight.tolist(),
        "output": output.tolist(),
    }


print(json.dumps({
    "torch": torch.__version__,
    "cases": [
        case("two heads", 2, 3, 4, False, 0.0),
        case("two heads, dropout", 2, 3, 4, False, 0.3),
        case("two heads, dropout, mask", 2, 3, 2, True, 0.3),
        case("without projection", 1, 0, INPUTS, False, 0.4),
        case("without projection, mask", 1, 0, INPUTS, True, 0.4),
    ],
    "multiheadAttention": module(),
}))
