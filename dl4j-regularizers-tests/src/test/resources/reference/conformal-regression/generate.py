"""Reference values of conformalized quantile regression, by the formulas of Romano et al. 2019 in NumPy.
Run: python3 generate.py > values.json"""
import json
import math
import numpy as np

rng = np.random.default_rng(11)


def data(n):
    x = rng.uniform(1, 4, n)
    return x, np.round(2 * x + x * rng.normal(size=n), 5)


def case(n, alpha, half_width):
    """Bounds 2 x - half_width x to 2 x + half_width x: too narrow or too wide for the noise."""
    (x, y), (test_x, test_y) = data(n), data(40)
    lower, upper = np.round((2 - half_width) * x, 5), np.round((2 + half_width) * x, 5)
    test_lower, test_upper = np.round((2 - half_width) * test_x, 5), np.round((2 + half_width) * test_x, 5)
    scores = np.sort(np.maximum(lower - y, y - upper))
    margin = scores[math.ceil(round((n + 1) * (1 - alpha), 9)) - 1]
    low, high = test_lower - margin, test_upper + margin
    middle = (test_lower + test_upper) / 2
    low, high = np.minimum(low, middle), np.maximum(high, middle)
    return {"alpha": alpha, "lower": lower.tolist(), "upper": upper.tolist(), "targets": y.tolist(),
            "testLower": test_lower.tolist(), "testUpper": test_upper.tolist(), "testTargets": test_y.tolist(),
            "margin": float(margin), "low": low.tolist(), "high": high.tolist(),
            "coverage": float(((test_y >= low) & (test_y <= high)).mean()), "width": float((high - low).mean())}


print(json.dumps({"numpy": np.__version__, "cases": [case(59, 0.1, 0.5), case(99, 0.2, 3.0), case(30, 0.5, 1.5)]}))
