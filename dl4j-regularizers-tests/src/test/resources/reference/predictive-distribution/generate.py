"""Entropies, mutual information, votes and quantiles of samples of class probabilities. Run: python3 generate.py"""
import json
import pathlib

import numpy as np
import torch
from torch.distributions import Bernoulli, Categorical

rng = np.random.default_rng(5)
T, N, C = 9, 6, 4

logits = 2 * rng.standard_normal((T, N, C))
classes = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
classes[:, 0] = [1, 0, 0, 0]
classes[:5, 1], classes[5:, 1] = [0, 1, 0, 0], [0, 0, 0, 1]
events = rng.uniform(size=(T, N, C))
events[:, 0, 0], events[:, 0, 1] = 0, 1


def plain(array):
    return np.asarray(array).tolist()


def measures(samples, kind, votes):
    p = torch.tensor(samples)
    total = kind(probs=p.mean(0)).entropy()
    expected = kind(probs=p).entropy().mean(0)
    return {
        "samples": plain(samples),
        "mean": plain(samples.mean(0)),
        "variance": plain(samples.var(0, ddof=1)),
        "predictiveEntropy": plain(total),
        "expectedEntropy": plain(expected),
        "mutualInformation": plain(total - expected),
        "variationRatio": plain(1 - votes / T),
        "quantile": plain(np.quantile(samples, 0.3, axis=0)),
    }


counts = np.stack([(classes.argmax(-1) == c).sum(0) for c in range(C)]).max(0)
yes = (events > 0.5).sum(0)
values = {
    "versions": {"torch": torch.__version__, "numpy": np.__version__},
    "classes": measures(classes, Categorical, counts),
    "events": measures(events, Bernoulli, np.maximum(yes, T - yes)),
    "classPrediction": plain(classes.mean(0).argmax(-1)),
    "eventPrediction": plain((events.mean(0) > 0.5).astype(int)),
}
pathlib.Path(__file__).with_name("values.json").write_text(json.dumps(values) + "\n")
