"""Reference values of combined predictions, from NumPy 2.4 and SciPy 1.17. Run: python3 generate.py > values.json"""
import json
import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, log_softmax, logit, softmax

rng = np.random.default_rng(5)
MEMBERS, EXAMPLES, CLASSES = 4, 6, 3
weights = np.array([0.4, 0.1, 0.3, 0.2])
logits = rng.normal(0, 2, (MEMBERS, EXAMPLES, CLASSES))
p = softmax(logits, axis=2)
events = expit(rng.normal(0, 2, (MEMBERS, EXAMPLES, CLASSES)))
numbers = rng.normal(0, 1, (MEMBERS, EXAMPLES, CLASSES))
labels = np.eye(CLASSES)[rng.integers(0, CLASSES, EXAMPLES)]


def renormalized(a):
    return a / a.sum(-1, keepdims=True)


def loss(w):
    return -np.log((np.tensordot(w, p, 1) * labels).sum(1)).mean()


fit = minimize(loss, np.full(MEMBERS, 1 / MEMBERS), method="SLSQP", bounds=[(0, 1)] * MEMBERS,
               constraints={"type": "eq", "fun": lambda w: w.sum() - 1}, options={"ftol": 1e-14, "maxiter": 1000})
errors = numbers - labels
products = np.einsum("kne,lne->kl", errors, errors) / labels.size
off = products[~np.eye(MEMBERS, dtype=bool)].mean()
print(json.dumps({
    "weights": weights.tolist(),
    "labels": labels.tolist(),
    "classes": {
        "outputs": p.tolist(),
        "MEAN": np.average(p, 0, weights).tolist(),
        "GEOMETRIC_MEAN": softmax(np.average(log_softmax(logits, 2), 0, weights), axis=1).tolist(),
        "MAJORITY_VOTE": np.average(np.eye(CLASSES)[p.argmax(2)], 0, weights).tolist(),
        "MEDIAN": renormalized(np.median(p, 0)).tolist(),
    },
    "events": {
        "outputs": events.tolist(),
        "MEAN": np.average(events, 0, weights).tolist(),
        "GEOMETRIC_MEAN": expit(np.average(logit(events), 0, weights)).tolist(),
        "MAJORITY_VOTE": np.average(events > 0.5, 0, weights).tolist(),
        "MEDIAN": np.median(events, 0).tolist(),
    },
    "numbers": {
        "outputs": numbers.tolist(),
        "MEAN": np.average(numbers, 0, weights).tolist(),
        "MEDIAN": np.median(numbers[:3], 0).tolist(),
    },
    "fitted": fit.x.tolist(),
    "error": {"v": np.diag(products).mean(), "c": off, "average": ((numbers.mean(0) - labels) ** 2).mean()},
}))
