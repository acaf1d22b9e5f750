"""Reference values of Bayesian recurrent layers from PyTorch's autograd: python3 generate.py > values.json"""
import json
import math
import torch

torch.manual_seed(43)
torch.set_default_dtype(torch.float64)
EXAMPLES, FEATURES, UNITS, STEPS = 2, 3, 4, 5
WEIGHT = 0.5 / 7  # beta / number of training examples


def simple(x, h, c, p):
    return torch.tanh(x @ p["W"] + h @ p["RW"] + p["b"]), c


def lstm(x, h, c, p):
    """DL4J's blocks are candidate, forget, output, input; PyTorch's are input, forget, candidate, output."""
    def blocks(array):
        candidate, forget, output, entry = array.chunk(4, dim=1)
        return torch.cat([entry, forget, candidate, output], dim=1).t()

    return torch.lstm_cell(
        x, (h, c), blocks(p["W"]), blocks(p["RW"]), blocks(p["b"]).flatten(), torch.zeros(4 * UNITS))


def run(cell, x, p, step_mask):
    h = torch.zeros(EXAMPLES, UNITS)
    c = torch.zeros(EXAMPLES, UNITS)
    outputs = []
    for step in range(STEPS):
        h, c = cell(x[:, :, step], h, c, p)
        h, c = (state * step_mask[:, step:step + 1] for state in (h, c))
        outputs.append(h)
    return torch.stack(outputs, dim=2)


def divergence(w, log_variance, draws, prior, temperature):
    """E[-log p] - T H: exact for one Gaussian, else by the given draws."""
    normal = torch.distributions.Normal
    posterior = normal(w, torch.exp(0.5 * log_variance))
    entropy = posterior.entropy().sum()
    if prior["share"] == 1:
        one = normal(torch.zeros_like(w), math.sqrt(prior["variance"]))
        return torch.distributions.kl_divergence(posterior, one).sum() + (1 - temperature) * entropy
    sample = w + torch.exp(0.5 * log_variance) * draws
    parts = [math.log(share) + normal(0, math.sqrt(variance)).log_prob(sample) for share, variance in (
        (prior["share"], prior["variance"]), (1 - prior["share"], prior["otherVariance"]))]
    return -torch.logsumexp(torch.stack(parts), dim=0).sum() - temperature * entropy


cases = []
gaussian = {"share": 1, "variance": 0.7, "otherVariance": 0.7}
mixture = {"share": 0.4, "variance": 1.3, "otherVariance": 0.02}
for name, cell, gates in (("SimpleRnn", simple, 1), ("LSTM", lstm, 4)):
    for prior_name, prior in (("gaussian", gaussian), ("mixture", mixture)):
        for masked in (False, True):
            temperature = 0.4 if masked else 1
            x = torch.randn(EXAMPLES, FEATURES, STEPS).requires_grad_()
            shapes = {"W": (FEATURES, gates * UNITS), "RW": (UNITS, gates * UNITS), "b": (1, gates * UNITS)}
            shapes["logVariance"] = shapes["W"]
            shapes["recurrentLogVariance"] = shapes["RW"]
            p = {key: torch.randn(shape) for key, shape in shapes.items()}
            for key in ("logVariance", "recurrentLogVariance"):
                p[key] -= 2
            for value in p.values():
                value.requires_grad_()
            draws = [torch.randn(shapes["W"]), torch.randn(shapes["RW"])]
            step_mask = torch.ones(EXAMPLES, STEPS)
            if masked:
                step_mask[0, 3:] = 0
                step_mask[1, 2] = 0
            drawn = {
                "W": p["W"] + torch.exp(0.5 * p["logVariance"]) * draws[0],
                "RW": p["RW"] + torch.exp(0.5 * p["recurrentLogVariance"]) * draws[1], "b": p["b"]}
            y = run(cell, x, drawn, step_mask)
            gradient = torch.randn(y.shape)
            score = WEIGHT * (
                divergence(p["W"], p["logVariance"], draws[0], prior, temperature)
                + divergence(p["RW"], p["recurrentLogVariance"], draws[1], prior, temperature))
            ((y * gradient).sum() + EXAMPLES * score).backward()
            cases.append({
                "name": f"{name} {prior_name}{' masked' if masked else ''}", "layer": name, "prior": prior,
                "temperature": temperature, "stepMask": step_mask.tolist() if masked else None,
                "draws": [array.tolist() for array in draws], "input": x.tolist(),
                "parameters": {key: value.tolist() for key, value in p.items()}, "output": y.tolist(),
                "outputGradient": gradient.tolist(), "inputGradient": x.grad.tolist(), "score": score.item(),
                "gradients": {key: value.grad.tolist() for key, value in p.items()},
            })
print(json.dumps({"torch": torch.__version__, "cases": cases}))
