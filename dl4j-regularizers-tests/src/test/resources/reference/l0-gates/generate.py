"""Reference values of gates with the hard concrete distribution, from PyTorch: python3 generate.py > values.json"""
import json
import math
import torch
import torch.nn.functional as F

torch.manual_seed(53)
torch.set_default_dtype(torch.float64)

BOUND = math.log(100)


class HardConcrete:
    def __init__(self, temperature, gamma, zeta):
        self.temperature, self.gamma, self.zeta = temperature, gamma, zeta

    def stretched(self, s):
        return F.hardtanh(s * (self.zeta - self.gamma) + self.gamma, min_val=0, max_val=1)

    def sample(self, u, log_alpha):
        return self.stretched(torch.sigmoid((torch.log(u) - torch.log(1 - u) + log_alpha) / self.temperature))

    def inference(self, log_alpha):
        return self.stretched(torch.sigmoid(log_alpha))

    def expected_open(self, log_alpha):
        return torch.sigmoid(log_alpha - self.temperature * math.log(-self.gamma / self.zeta)).sum()


PAPER = HardConcrete(2 / 3, -0.1, 1.1)
OTHER = HardConcrete(0.4, -0.3, 1.2)


def along(gates, rank):
    return gates.reshape(*gates.shape, *[1] * (rank - 2))


def layer(name, shape, distribution, per_example, price, group_size):
    """Channels first. A penalty's gradient counts once for each example: DL4J divides by their number later on."""
    x = torch.randn(shape, requires_grad=True)
    log_alpha = (2 * torch.randn(shape[1])).requires_grad_()
    u = torch.rand(shape[0] if per_example else 1, shape[1])
    y = x * along(distribution.sample(u, log_alpha), x.dim())
    gradient = torch.randn(shape)
    score = price * group_size * distribution.expected_open(log_alpha)
    ((y * gradient).sum() + shape[0] * score).backward()
    at_inference = distribution.inference(log_alpha)
    inference = x * along(at_inference.reshape(1, -1), x.dim())
    by_x, by_log_alpha = torch.autograd.grad(
        (inference * gradient).sum() + shape[0] * price * group_size * distribution.expected_open(log_alpha),
        (x, log_alpha))
    return {
        "name": name, "temperature": distribution.temperature, "gamma": distribution.gamma, "zeta": distribution.zeta,
        "gatesPerExample": per_example, "lambda": price, "groupSize": group_size, "input": x.tolist(),
        "logAlpha": log_alpha.tolist(), "u": u.tolist(), "output": y.tolist(), "outputGradient": gradient.tolist(),
        "inputGradient": x.grad.tolist(), "logAlphaGradient": log_alpha.grad.tolist(), "score": score.item(),
        "gates": at_inference.tolist(), "closed": int((at_inference == 0).sum()), "inference": inference.tolist(),
        "inferenceInputGradient": by_x.tolist(), "inferenceLogAlphaGradient": by_log_alpha.tolist(),
    }


def training(per_example, price=0.05, steps=6):
    """Gates on 4 features and on 3 hidden units; log alpha is clipped to the authors' bounds after each step."""
    x, labels = torch.randn(5, 4), F.one_hot(torch.tensor([0, 1, 1, 0, 1])).double()
    parameters = {
        "0_logAlpha": torch.tensor([-4.55, 4.5, -0.3, 1.2]), "1_W": torch.randn(4, 3), "1_b": torch.randn(3),
        "2_logAlpha": torch.tensor([0.4, -1.5, 2.0]), "3_W": torch.randn(3, 2), "3_b": torch.randn(2)}
    start = {name: value.tolist() for name, value in parameters.items()}
    for value in parameters.values():
        value.requires_grad_()
    draws = [[torch.rand(5 if per_example else 1, units) for units in (4, 3)] for _ in range(steps)]
    optimizer = torch.optim.Adam(parameters.values(), lr=0.1)
    scores = []
    for first, second in draws:
        hidden = torch.tanh(x * PAPER.sample(first, parameters["0_logAlpha"]) @ parameters["1_W"] + parameters["1_b"])
        logits = hidden * PAPER.sample(second, parameters["2_logAlpha"]) @ parameters["3_W"] + parameters["3_b"]
        score = F.cross_entropy(logits, labels) + price * (
            PAPER.expected_open(parameters["0_logAlpha"]) + PAPER.expected_open(parameters["2_logAlpha"]))
        optimizer.zero_grad()
        score.backward()
        optimizer.step()
        with torch.no_grad():
            for name in ("0_logAlpha", "2_logAlpha"):
                parameters[name].clamp_(-BOUND, BOUND)
        scores.append(score.item())
    return {
        "gatesPerExample": per_example, "lambda": price, "features": x.tolist(), "labels": labels.tolist(),
        "start": start, "draws": [[u.tolist() for u in step] for step in draws], "scores": scores,
        "end": {name: value.tolist() for name, value in parameters.items()}}


print(json.dumps({
    "torch": torch.__version__,
    "layers": [
        layer("units", (3, 5), PAPER, False, 0.1, 1), layer("units", (3, 5), OTHER, True, 0.2, 7),
        layer("sequences", (2, 4, 3), PAPER, True, 0.01, 2), layer("sequences", (2, 4, 3), OTHER, False, 0.1, 1),
        layer("maps", (2, 4, 2, 3), PAPER, False, 0.3, 9), layer("maps", (2, 4, 2, 3), OTHER, True, 0.1, 1),
        layer("volumes", (2, 3, 2, 1, 2), PAPER, False, 0.1, 1), layer("volumes", (2, 3, 2, 1, 2), PAPER, True, 0.1, 2),
    ],
    "trainings": [training(False), training(True)]}))
