"""MNIST-1D by the published procedure, with NumPy's legacy generator and seed 42: expected values for Mnist1dTest.

Procedure and constants: Greydanus and Kobak, "Scaling Down Deep Learning with MNIST-1D", 2020, and
https://github.com/greydanus/mnist1d (Apache-2.0), files mnist1d/data.py and mnist1d/transform.py.

Run: python3 generate.py > values.json
"""
import json

import numpy as np
import scipy
from scipy.interpolate import interp1d
from scipy.ndimage import gaussian_filter

TEMPLATES = [
    [5, 6, 6.5, 6.75, 7, 7, 7, 7, 6.75, 6.5, 6, 5],
    [5, 3, 3, 3.4, 3.8, 4.2, 4.6, 5, 5.4, 5.8, 5, 5],
    [5, 6, 6.5, 6.5, 6, 5.25, 4.75, 4, 3.5, 3.5, 4, 5],
    [5, 6, 6.5, 6.5, 6, 5, 5, 6, 6.5, 6.5, 6, 5],
    [5, 4.4, 3.8, 3.2, 2.6, 2.6, 5, 5, 5, 5, 5, 5],
    [5, 3, 3, 3, 3, 5, 6, 6.5, 6.5, 6, 4.5, 5],
    [5, 4, 3.5, 3.25, 3, 3, 3, 3, 3.25, 3.5, 4, 5],
    [5, 7, 7, 6.6, 6.2, 5.8, 5.4, 5, 4.6, 4.2, 5, 5],
    [5, 4, 3.5, 3.5, 4, 5, 5, 4, 3.5, 3.5, 4, 5],
    [5, 4, 3.5, 3.5, 4, 5, 5, 5, 5, 4.7, 4.3, 5],
]


def resampled(x, n):
    return interp1d(np.linspace(0, 1, len(x)), x)(np.linspace(0, 1, n))


def example(template):
    padding = 36 + int(np.random.rand() * 25)
    x = resampled(np.concatenate([template + 1e-8, np.zeros(padding)]), 72)
    x *= 1 + 0.4 * (np.random.rand() - 0.5)
    k = np.random.choice(48)
    x = np.concatenate([x[-k:], x[:-k]])
    signal = x != 0
    noise = gaussian_filter(0.25 * np.random.randn(72), 2)
    x = signal * x + (1 - signal) * noise
    x = x + 0.02 * np.random.randn(72)
    x = x - 0.75 * (np.random.rand() - 0.5) * np.linspace(-0.5, 0.5, 72)
    return resampled(x, 40)


def dataset(samples, seed):
    templates = np.array(TEMPLATES)
    templates = templates - templates.mean(1, keepdims=True)
    templates = templates / templates.std(1, keepdims=True)
    templates = (templates - templates[:, :1]) / 6
    np.random.seed(seed)
    labels = np.repeat(np.arange(10), samples // 10)
    signals = np.stack([example(templates[label]) for label in labels])
    order = np.random.permutation(len(labels))
    signals, labels = signals[order], labels[order]
    return (signals - signals.mean()) / signals.std(), labels


signals, labels = dataset(5000, 42)
training = 4000
print(json.dumps({
    "numpy": np.__version__,
    "scipy": scipy.__version__,
    "firstTrainingSignals": signals[:3].tolist(),
    "lastTestSignal": signals[-1].tolist(),
    "trainingLabels": labels[:20].tolist(),
    "testLabels": labels[training:training + 20].tolist(),
    "trainingClasses": np.bincount(labels[:training]).tolist(),
    "trainingMean": signals[:training].mean(),
    "trainingDeviation": signals[:training].std(),
    "testMean": signals[training:].mean(),
    "testDeviation": signals[training:].std(),
    "positionMeans": signals.mean(0).tolist(),
    "positionDeviations": signals.std(0).tolist(),
    "classMeans": [signals[labels == k].mean() for k in range(10)],
    "minimum": signals.min(),
    "maximum": signals.max(),
}, indent=1))
