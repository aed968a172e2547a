#!/usr/bin/env python3
"""Writes Tests/TrainingTests/Goldens/logistic.json: logistic regression of scikit-learn on standardised features.

Made with Python 3.11, numpy 2.4 and scikit-learn 1.9:

    python3 Scripts/reference/logistic_goldens.py
"""

import json
import pathlib

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

GOLDENS = pathlib.Path(__file__).parents[2] / "Tests/TrainingTests/Goldens/logistic.json"
random = np.random.default_rng(18)


def case(samples, width, classes, penalty, balanced):
    centres = random.standard_normal((classes, width))
    labels = np.arange(samples) % classes
    if balanced:
        # Classes of sizes that differ.
        labels = np.where(random.random(samples) < 0.5, 0, labels)
    features = (centres[labels] + 1.5 * random.standard_normal((samples, width)) + 3).astype(np.float32)
    scale = 10.0 ** random.integers(-2, 2, width)
    features = (features * scale).astype(np.float32)
    # A feature that never changes says nothing.
    features[:, width - 1] = 2
    values = features.astype(float)
    # The mean of the loss, not its sum: C is 1 / (n λ); balanced weights sum to n.
    model = make_pipeline(
        StandardScaler(),
        LogisticRegression(C=1 / (penalty * samples), tol=1e-12, max_iter=100_000,
                           class_weight="balanced" if balanced else None))
    model.fit(values, labels)
    logits = model.decision_function(values).reshape(samples, -1)
    if logits.shape[1] > 1:
        # The softmax does not see what is added to all; ours begins at zero and so has a mean of zero, too.
        logits = logits - logits.mean(axis=1, keepdims=True)
    return {
        "width": width, "classes": classes, "penalty": penalty, "balanced": balanced,
        "features": [float(value) for value in features.ravel()], "labels": labels.tolist(),
        "logits": logits.ravel().tolist(),
    }


cases = [
    case(24, 5, 2, 1e-1, False), case(40, 7, 2, 1e-3, False), case(30, 4, 3, 1e-2, False),
    case(45, 6, 4, 1e-1, True), case(32, 3, 2, 1e-2, True),
]
GOLDENS.write_text(json.dumps(cases) + "\n")
