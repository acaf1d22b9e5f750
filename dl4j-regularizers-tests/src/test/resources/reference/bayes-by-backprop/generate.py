"""Reference values of BayesianDense and BayesianConvolution2D, from PyTorch: python3 generate.py > values.json"""
import json
import torch
import torch.nn.functional as F
from torch.distributions import Categorical, MixtureSameFamily, Normal, kl_divergence

torch.manual_seed(31)
torch.set_default_dtype(torch.float64)

KL_WEIGHT = 0.5 / 7


def dense(x, w):
    return x @ w


def convolution(x, w):
    return F.conv2d(x, w, stride=(2, 1), padding=(1, 2))


def divergence(w, sigma, prior, temperature, draws):
    """E[-log p] - temperature * entropy; at temperature 1 the Kullback-Leibler divergence or an estimate of it."""
    q = Normal(w, sigma)
    if len(prior) == 1:
        return (kl_divergence(q, Normal(0.0, prior[0] ** 0.5)) + (1 - temperature) * q.entropy()).sum()
    share, one, other = prior
    p = MixtureSameFamily(Categorical(torch.tensor([share, 1 - share])),
                          Normal(torch.zeros(2), torch.tensor([one, other]).sqrt()))
    return (-p.log_prob(w + sigma * draws) - temperature * q.entropy()).sum()


def signs(*shape):
    return torch.randint(0, 2, shape).double() * 2 - 1


def lift(array, rank):
    return array.reshape(array.shape + (1,) * (rank - 2))


cases = []
for name, linear, input_shape, weight_shape in (
        ("dense", dense, (3, 4), (4, 2)), ("convolution", convolution, (2, 2, 5, 4), (3, 2, 3, 2))):
    for estimator in "LOCAL_REPARAMETERIZATION", "FLIPOUT":
        for prior, temperature in (((0.7,), 1.0), ((0.3,), 0.25), ((0.4, 1.2, 0.01), 1.0), ((0.75, 2.0, 0.05), 0.5)):
            x = torch.randn(input_shape)
            w = torch.randn(weight_shape)
            log_variance = torch.randn(weight_shape) - 2
            b = torch.randn(weight_shape[1 if name == "dense" else 0])
            for tensor in (x, w, log_variance, b):
                tensor.requires_grad_()
            sigma = torch.exp(0.5 * log_variance)
            mean = linear(x, w) + lift(b.reshape(1, -1), x.dim())
            draws = torch.randn(weight_shape)
            eps = torch.randn(mean.shape)
            outward = signs(mean.shape[0], mean.shape[1])
            inward = signs(x.shape[0], x.shape[1])
            if estimator == "FLIPOUT":
                # Each example has its own weights: the perturbation times the outer product of its signs.
                rows = []
                for n in range(x.shape[0]):
                    outer = (torch.outer(inward[n], outward[n]) if name == "dense"
                             else torch.outer(outward[n], inward[n])[:, :, None, None])
                    rows.append(linear(x[n:n + 1], sigma * draws * outer))
                noise = torch.cat(rows)
            else:
                variance = linear(x * x, sigma ** 2)
                noise = torch.where(variance > 0, variance, torch.ones(())).sqrt() * (variance > 0) * eps
            y = torch.tanh(mean + noise)
            gradient = torch.randn(y.shape)
            kl = divergence(w, sigma, prior, temperature, draws)
            # DL4J divides gradients by the number of examples later on.
            ((y * gradient).sum() + len(x) * KL_WEIGHT * kl).backward()
            cases.append({
                "name": f"{name} {estimator} {prior} {temperature}", "estimator": estimator, "prior": prior,
                "temperature": temperature, "input": x.tolist(), "W": w.tolist(), "b": b.tolist(),
                "logVariance": log_variance.tolist(), "eps": eps.tolist(), "weightDraws": draws.tolist(),
                "outputSigns": outward.tolist(), "inputSigns": inward.tolist(), "output": y.tolist(),
                "inference": torch.tanh(mean).tolist(), "score": KL_WEIGHT * kl.item(),
                "outputGradient": gradient.tolist(), "inputGradient": x.grad.tolist(),
                "gradients": {"W": w.grad.tolist(), "b": b.grad.tolist(), "logVariance": log_variance.grad.tolist()},
            })
print(json.dumps({"torch": torch.__version__, "cases": cases}))
