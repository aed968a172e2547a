#!/usr/bin/env python3
"""Writes Tests/EvaluationTests/Goldens/comparison.json: two models on the same samples, compared as the sources define it.

Areas under ROC curves are compared by the definition of DeLong, DeLong and Clarke-Pearson (1988), every pair of samples
against every other, which is not how Fovea does it (Sun, Xu 2014); the areas are scikit-learn's. Mean losses are compared
by SciPy's `ttest_rel`. For three classes the standard error of the difference is also that of a bootstrap within classes.

Made with Python 3.11, numpy 2.4, scikit-learn 1.9 and SciPy 1.17:

    python3 Scripts/reference/comparison_goldens.py
"""

import json
import pathlib

import numpy as np
from scipy import special, stats
from sklearn import metrics

GOLDENS = pathlib.Path(__file__).parents[2] / "Tests/EvaluationTests/Goldens/comparison.json"
random = np.random.default_rng(16)
EPSILON = 2.0**-52


def floats(values):
    return [float(np.float32(value)) for value in np.ravel(values)]


def models(labels, classes, skills, levels):
    """Probabilities of two models that see the same thing and something of their own; a grid of levels makes ties."""
    shared = random.standard_normal((len(labels), classes))
    found = []
    for skill in skills:
        logits = skill * np.eye(classes)[labels] + 0.7 * shared + 0.7 * random.standard_normal(shared.shape)
        probabilities = special.softmax(logits, axis=1)
        if levels:
            probabilities = np.round(probabilities * levels + 1)
            probabilities /= probabilities.sum(axis=1, keepdims=True)
        found.append(probabilities.astype(np.float32))
    return found


def components(labels, scores, positive):
    """The share of others that each positive sample is above, and of positive ones that are above each other."""
    own, rest = scores[labels == positive].astype(float), scores[labels != positive].astype(float)
    above = (own[:, None] > rest[None, :]) + 0.5 * (own[:, None] == rest[None, :])
    return above.mean(axis=1), above.mean(axis=0)


def delong(labels, first, second):
    """Two classes, by the covariance matrices of the paper."""
    pairs = [components(labels, model[:, 1], 1) for model in (first, second)]
    own = np.cov(np.stack([pair[0] for pair in pairs]))
    rest = np.cov(np.stack([pair[1] for pair in pairs]))
    covariance = own / (labels == 1).sum() + rest / (labels != 1).sum()
    contrast = np.array([-1.0, 1.0])
    return float(contrast @ covariance @ contrast) ** 0.5


def macro(labels, probabilities, classes):
    return float(np.mean([metrics.roc_auc_score(labels == c, probabilities[:, c]) for c in range(classes)]))


def delong_macro(labels, first, second, classes):
    """The mean of areas is one U-statistic: the variance, within each class, of what a sample adds to it."""
    added = []
    for model in (first, second):
        total = np.zeros(len(labels))
        for c in range(classes):
            own, rest = components(labels, model[:, c], c)
            total[labels == c] += own / (labels == c).sum() / classes
            total[labels != c] += rest / (labels != c).sum() / classes
        added.append(total)
    step = added[1] - added[0]
    return float(sum((labels == c).sum() * step[labels == c].var(ddof=1) for c in range(classes))) ** 0.5


def bootstrap_error(labels, first, second, classes, draws=3000):
    places = [np.flatnonzero(labels == c) for c in range(classes)]
    differences = []
    for _ in range(draws):
        drawn = np.concatenate([random.choice(place, len(place)) for place in places])
        differences.append(macro(labels[drawn], second[drawn], classes) - macro(labels[drawn], first[drawn], classes))
    return float(np.std(differences))


def normal_test(difference, error):
    return {"difference": difference, "low": difference - 1.959963984540054 * error,
            "high": difference + 1.959963984540054 * error,
            "p_value": float(2 * stats.norm.sf(abs(difference) / error))}


def mean_test(first, second):
    test = stats.ttest_rel(second, first)
    interval = test.confidence_interval(0.95)
    return {"difference": float(np.mean(second - first)), "low": float(interval.low), "high": float(interval.high),
            "p_value": float(test.pvalue)}


def problem(samples, classes, skills, levels=0, balance=None):
    labels = random.choice(classes, samples, p=balance)
    first, second = models(labels, classes, skills, levels)
    chosen = np.eye(classes)[labels]

    def losses(model):
        return -np.log(np.clip(model.astype(float)[np.arange(samples), labels], EPSILON, 1 - EPSILON))

    def squares(model):
        return ((model.astype(float) - chosen) ** 2).sum(axis=1) / (2 if classes == 2 else 1)

    if classes == 2:
        areas = [float(metrics.roc_auc_score(labels, model[:, 1])) for model in (first, second)]
        error, check = delong(labels, first, second), None
    else:
        areas = [macro(labels, model, classes) for model in (first, second)]
        error = delong_macro(labels, first, second, classes)
        check = bootstrap_error(labels, first, second, classes)
    return {
        "labels": labels.tolist(), "classes": classes, "first": floats(first), "second": floats(second),
        "areas": areas, "roc_auc": normal_test(areas[1] - areas[0], error),
        "error": error, "bootstrap_error": check,
        "log_loss": mean_test(losses(first), losses(second)), "brier": mean_test(squares(first), squares(second)),
    }


golden = {
    "problems": [
        problem(60, 2, (1.0, 1.0)), problem(200, 2, (0.8, 1.6)), problem(150, 2, (1.5, 0.5), levels=6),
        problem(120, 2, (1.2, 1.4), balance=[0.9, 0.1]), problem(120, 3, (0.8, 1.3)),
        problem(160, 4, (1.5, 1.0), levels=5, balance=[0.4, 0.3, 0.2, 0.1])],
    "student": [
        {"t": t, "degrees": degrees, "p_value": float(2 * stats.t.sf(abs(t), degrees))}
        for degrees in (1, 2, 7, 29, 199, 9999) for t in (0.0, 0.01, 0.7, -1.3, 2.5, 6.0, 30.0)],
    "quantiles": [
        {"degrees": degrees, "value": float(stats.t.isf(0.025, degrees))} for degrees in (1, 2, 7, 29, 199, 9999)],
}
GOLDENS.write_text(json.dumps(golden, separators=(",", ":")) + "\n", encoding="utf-8")
