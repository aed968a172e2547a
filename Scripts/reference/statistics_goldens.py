#!/usr/bin/env python3
"""Writes Tests/EvaluationTests/Goldens/statistics.json: what SciPy, scikit-learn and cleanlab make of small problems.

Made with Python 3.11, numpy 2.4, scikit-learn 1.9, SciPy 1.17 and cleanlab 2.9:

    python3 Scripts/reference/statistics_goldens.py
"""

import json
import pathlib
import warnings

import numpy as np
from cleanlab.filter import find_label_issues
from scipy import optimize, special, stats
from sklearn import metrics

warnings.simplefilter("ignore")
GOLDENS = pathlib.Path(__file__).parents[2] / "Tests/EvaluationTests/Goldens/statistics.json"
random = np.random.default_rng(6)


def floats(values):
    return [float(np.float32(value)) for value in np.ravel(values)]


def temperature(samples, classes, scale):
    """Logits whose probabilities would be right if they were divided by about `scale`."""
    logits = (scale * 1.5 * random.standard_normal((samples, classes))).astype(np.float32)
    probabilities = special.softmax(logits.astype(float) / scale, axis=1)
    labels = np.array([random.choice(classes, p=row) for row in probabilities])

    def loss(log_inverse):
        return -special.log_softmax(logits.astype(float) * np.exp(log_inverse), axis=1)[
            np.arange(samples), labels].mean()

    best = optimize.minimize_scalar(loss, bounds=(-3, 3), method="bounded", options={"xatol": 1e-10})
    return {"logits": floats(logits), "labels": labels.tolist(), "temperature": float(np.exp(-best.x))}


def binary_temperature(samples, scale):
    logits = (scale * 2 * random.standard_normal(samples)).astype(np.float32)
    labels = (random.random(samples) < special.expit(logits.astype(float) / scale)).astype(int)

    def loss(log_inverse):
        z = logits.astype(float) * np.exp(log_inverse)
        return (np.logaddexp(0, z) - labels * z).mean()

    best = optimize.minimize_scalar(loss, bounds=(-3, 3), method="bounded", options={"xatol": 1e-10})
    return {"logits": floats(logits), "labels": labels.tolist(), "temperature": float(np.exp(-best.x))}


def thresholds(samples, levels):
    """Scores on a grid, so that there are ties, with what scikit-learn's curves say can be reached."""
    labels = random.integers(0, 2, samples)
    scores = np.clip(random.normal(0.4 + 0.2 * labels, 0.2), 0.02, 0.98)
    scores = (np.round(scores * levels) / levels).astype(np.float32)
    precision, recall, _ = metrics.precision_recall_curve(labels, scores)
    false, true, _ = metrics.roc_curve(labels, scores, drop_intermediate=False)
    f1 = np.max(2 * precision * recall / np.maximum(precision + recall, 1e-12))
    positives, negatives = int(labels.sum()), int((1 - labels).sum())
    reached = true >= 0.9 - 1e-12
    return {
        "labels": labels.tolist(), "scores": floats(scores), "f1": float(f1),
        "youden": float(np.max(true - false)),
        "costs": {"false_positive": 1.0, "false_negative": 5.0,
                  "lowest": float(np.min(false * negatives + 5 * (1 - true) * positives))},
        "recall": {"required": 0.9, "specificity": float(1 - false[reached].min())},
    }


def label_issues(samples, classes):
    labels = random.integers(0, classes, samples)
    given = labels.copy()
    wrong = random.choice(samples, samples // 20, replace=False)
    given[wrong] = (given[wrong] + random.integers(1, classes, len(wrong))) % classes
    probabilities = (0.55 * np.eye(classes)[labels]
                     + 0.45 * random.dirichlet([0.6] * classes, samples)).astype(np.float32)
    found = find_label_issues(
        labels=given, pred_probs=probabilities.astype(float), filter_by="confident_learning",
        return_indices_ranked_by="self_confidence", n_jobs=1)
    return {"labels": given.tolist(), "classes": classes, "probabilities": floats(probabilities),
            "issues": [int(index) for index in found]}


def holm(values):
    """The definition, one value at a time."""
    order = sorted(values)
    return [max(min(1.0, (len(values) - rank) * value) for rank, value in enumerate(order) if value <= own)
            for own in values]


def bootstrap(samples):
    """The percentile interval of accuracy, log loss and AUC with many replicates."""
    labels = random.integers(0, 2, samples)
    scores = np.clip(random.normal(0.4 + 0.25 * labels, 0.2), 0.02, 0.98).astype(np.float32)
    probabilities = scores.astype(float)

    def interval(score):
        result = stats.bootstrap(
            (np.arange(samples),), score, n_resamples=20000, method="percentile", vectorized=False,
            random_state=np.random.default_rng(1))
        return [float(result.confidence_interval.low), float(result.confidence_interval.high)]

    def rank_auc(index):
        y, ranks = labels[index], stats.rankdata(probabilities[index])
        positives = y.sum()
        return (ranks[y == 1].sum() - positives * (positives + 1) / 2) / (positives * (len(y) - positives))

    losses = -np.log(np.where(labels == 1, probabilities, 1 - probabilities))
    return {"labels": labels.tolist(), "scores": floats(scores),
            "log_loss": interval(lambda index: losses[index].mean()), "roc_auc": interval(rank_auc)}


pvalues = [0.04, 0.01, 0.5, 0.01, 0.2]
golden = {
    "temperatures": [temperature(120, 3, 2.0), temperature(200, 5, 0.5), binary_temperature(150, 3.0)],
    "thresholds": [thresholds(80, 20), thresholds(60, 1000)],
    "label_issues": [label_issues(200, 3), label_issues(300, 6)],
    "mcnemar": [
        {"only_first": a, "only_second": b, "p_value": float(stats.binomtest(a, a + b).pvalue) if a + b else 1.0}
        for a, b in ((0, 0), (1, 0), (3, 9), (10, 10), (2, 3), (40, 75), (5000, 5200), (0, 2000))],
    "two_proportions": [
        {"first": a, "first_count": m, "second": b, "second_count": n,
         "p_value": float(stats.chi2_contingency([[a, m - a], [b, n - b]], correction=False).pvalue)}
        for a, m, b, n in ((10, 20, 30, 40), (1, 50, 5, 60), (900, 1000, 850, 1000), (5, 10, 5, 10))],
    "holm": {"p_values": pvalues, "adjusted": holm(pvalues)},
    "bootstrap": bootstrap(150),
}
GOLDENS.write_text(json.dumps(golden, separators=(",", ":")) + "\n", encoding="utf-8")
