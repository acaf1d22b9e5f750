"""Reference values of recurrent dropout and zoneout from PyTorch's autograd: python3 generate.py > values.json"""
import json
import torch

torch.manual_seed(41)
torch.set_default_dtype(torch.float64)
EXAMPLES, FEATURES, UNITS, STEPS = 2, 3, 4, 5


def simple(x, h, c, p):
    return torch.tanh(x @ p["W"] + h @ p["RW"] + p["b"]), c


def lstm(x, h, c, p):
    """DL4J's blocks are candidate, forget, output, input; PyTorch's are input, forget, candidate, output."""
    def blocks(array):
        candidate, forget, output, entry = array.chunk(4, dim=1)
        return torch.cat([entry, forget, candidate, output], dim=1).t()

    return torch.lstm_cell(
        x, (h, c), blocks(p["W"]), blocks(p["RW"]), blocks(p["b"]).flatten(), torch.zeros(4 * UNITS))


def run(cell, x, p, mask, kept_hidden, kept_cell, step_mask):
    h = torch.zeros(EXAMPLES, UNITS)
    c = torch.zeros(EXAMPLES, UNITS)
    outputs = []
    for step in range(STEPS):
        new_h, new_c = cell(x[:, :, step], h * mask, c, p)
        h = kept_hidden[..., step] * h + (1 - kept_hidden[..., step]) * new_h
        c = kept_cell[..., step] * c + (1 - kept_cell[..., step]) * new_c
        h, c = (state * step_mask[:, step:step + 1] for state in (h, c))
        outputs.append(h)
    return torch.stack(outputs, dim=2)


cases = []
states = (EXAMPLES, UNITS, STEPS)
for name, cell, gates in (("SimpleRnn", simple, 1), ("LSTM", lstm, 4)):
    for noise, rate, cell_rate in (
            ("recurrentDropout", 0.4, 0), ("zoneout", 0.3, 0.5 if gates == 4 else 0), ("zoneoutInference", 0.3, 0.5)):
        for masked in (False, True):
            if noise == "zoneoutInference" and gates == 1:
                cell_rate = 0
            x = torch.randn(EXAMPLES, FEATURES, STEPS).requires_grad_()
            shapes = {"W": (FEATURES, gates * UNITS), "RW": (UNITS, gates * UNITS), "b": (1, gates * UNITS)}
            p = {key: torch.randn(shape).requires_grad_() for key, shape in shapes.items()}
            step_mask = torch.ones(EXAMPLES, STEPS)
            if masked:
                step_mask[0, 3:] = 0
                step_mask[1, 2] = 0
            mask, hidden, kept = torch.ones(EXAMPLES, UNITS), torch.zeros(states), torch.zeros(states)
            draws = []
            if noise == "recurrentDropout":
                draws = [torch.rand(EXAMPLES, UNITS)]
                mask = (draws[0] < 1 - rate) / (1 - rate)
            elif noise == "zoneout":
                draws = [torch.rand(states)] + ([torch.rand(states)] if cell_rate > 0 else [])
                hidden = (draws[0] < rate).double()
                kept = (draws[-1] < cell_rate).double()
            else:
                hidden, kept = torch.full(states, rate), torch.full(states, float(cell_rate))
            y = run(cell, x, p, mask, hidden, kept, step_mask)
            gradient = torch.randn(y.shape)
            y.backward(gradient)
            cases.append({
                "name": f"{noise} {name}{' masked' if masked else ''}", "layer": name, "noise": noise, "rate": rate,
                "cellRate": cell_rate, "stepMask": step_mask.tolist() if masked else None,
                "draws": [array.tolist() for array in draws], "input": x.tolist(),
                "parameters": {key: value.tolist() for key, value in p.items()}, "output": y.tolist(),
                "outputGradient": gradient.tolist(), "inputGradient": x.grad.tolist(),
                "gradients": {key: value.grad.tolist() for key, value in p.items()},
            })
print(json.dumps({"torch": torch.__version__, "cases": cases}))
