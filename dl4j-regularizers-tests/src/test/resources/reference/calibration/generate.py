"""Reference values of the calibration package from scikit-learn, SciPy, NumPy and PyTorch: python3 generate.py > values.json"""
import json
import numpy as np
import scipy
import sklearn
import torch
from scipy.optimize import brentq
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

BINS = 15
rng = np.random.default_rng(5)


def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def draw(n, classes, sharpness):
    """Labels follow one distribution, the predictions another, surer one."""
    z = rng.normal(size=(n, classes)) * 1.5
    y = np.array([rng.choice(classes, p=row) for row in softmax(z)])
    return np.round(sharpness * z, 5), y


def temperature(z, y):
    z, y = torch.tensor(z.tolist(), dtype=torch.float64), torch.tensor(y.tolist())

    def slope(inverse):
        b = torch.tensor(inverse, dtype=torch.float64, requires_grad=True)
        torch.nn.functional.cross_entropy(b * z, y).backward()
        return b.grad.item()

    return 1 / brentq(slope, 0.01, 100, xtol=1e-15, rtol=1e-14)


def expected(hits, p):
    """Reliability diagram by scikit-learn, weighted by the counts of the bins that are not empty."""
    accuracy, confidence = calibration_curve(hits, p, n_bins=BINS, strategy="uniform")
    counts = np.bincount(np.searchsorted(np.linspace(0, 1, BINS + 1)[1:-1], p))
    counts = counts[counts > 0]
    gaps = np.abs(accuracy - confidence)
    return accuracy, confidence, counts, float((counts * gaps).sum() / counts.sum()), float(gaps.max())


def equal_mass(hits, p):
    """For different confidences whose number is a multiple of the number of bins."""
    groups = np.split(np.argsort(p), BINS)
    return float(np.mean([abs(hits[g].mean() - p[g].mean()) for g in groups]))


def scores(p, randomness):
    """Scores of all classes: 1 - p, and adaptive ones with and without draws."""
    order = np.argsort(-p, axis=1, kind="stable")
    sums = np.take_along_axis(p, order, axis=1).cumsum(axis=1)
    sums = np.take_along_axis(sums, np.argsort(order, axis=1), axis=1)
    return {"LEAST_AMBIGUOUS": 1 - p, "ADAPTIVE": sums,
            "RANDOMIZED_ADAPTIVE": sums - p * (1 - randomness[:, None])}


def conformal(p, y, test_p, test_y, alpha):
    draws, test_draws = np.round(rng.random(len(y)), 3), np.round(rng.random(len(test_y)), 3)
    result = {"alpha": alpha, "draws": draws.tolist(), "testDraws": test_draws.tolist()}
    for name, s in scores(p, draws).items():
        n = len(y)
        threshold = np.quantile(s[np.arange(n), y], np.ceil((n + 1) * (1 - alpha)) / n, method="inverted_cdf")
        # Sums in another order may fall on the other side of the threshold.
        sets = scores(test_p, test_draws)[name] <= threshold + 1e-12
        result[name] = {"threshold": float(threshold), "sets": sets.astype(int).tolist(),
                        "coverage": float(sets[np.arange(len(test_y)), test_y].mean()),
                        "averageSize": float(sets.sum(1).mean())}
    return result


def risk_coverage(uncertainty, loss):
    sorted_loss = loss[np.argsort(uncertainty, kind="stable")]
    risks = sorted_loss.cumsum() / np.arange(1, len(loss) + 1)
    return {"risks": risks.tolist(), "area": float(risks.mean())}


cases = []
for name, n, classes, sharpness in [("too sure", 150, 5, 2.0), ("not sure enough", 150, 3, 0.4), ("two classes", 90, 2, 1.0)]:
    z, y = draw(n, classes, sharpness)
    p = softmax(z)
    hits, confidence = (p.argmax(1) == y).astype(int), p.max(1)
    assert len(np.unique(confidence)) == n
    accuracies, confidences, counts, ece, mce = expected(hits, confidence)
    test_z, test_y = draw(30, classes, sharpness)
    cases.append({
        "name": name, "logits": z.tolist(), "labels": y.tolist(),
        "testLogits": test_z.tolist(), "testLabels": test_y.tolist(),
        "accuracy": float(hits.mean()), "nll": log_loss(y, p, labels=range(classes)),
        "brier": float(np.sum([brier_score_loss(y == k, p[:, k]) for k in range(classes)])),
        "binAccuracies": accuracies.tolist(), "binConfidences": confidences.tolist(), "binCounts": counts.tolist(),
        "expected": ece, "maximum": mce, "equalMass": equal_mass(hits, confidence),
        "perClass": [expected((y == k).astype(int), p[:, k])[3] for k in range(classes)],
        "temperature": temperature(z, y),
        "conformal": conformal(p, y, softmax(test_z), test_y, 0.1),
        "riskCoverage": risk_coverage(1 - confidence, 1 - hits),
    })

inside, outside = np.round(rng.normal(0, 1, 80), 1), np.round(rng.normal(1, 1, 50), 1)
auroc = {"in": inside.tolist(), "out": outside.tolist(),
         "auroc": roc_auc_score(np.r_[np.zeros(80), np.ones(50)], np.r_[inside, outside])}
versions = {"sklearn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__, "torch": torch.__version__}
print(json.dumps({**versions, "bins": BINS, "cases": cases, "auroc": auroc}))
