#!/usr/bin/env python3
"""Writes Tests/EvaluationTests/Goldens/binary.json: what scikit-learn and SciPy make of two classes at many thresholds,
at another prevalence, and of the area under the ROC curve.

Made with numpy 2.4, scikit-learn 1.9 and SciPy 1.17:

    python3 Scripts/reference/binary_goldens.py
"""

import json
import pathlib
import warnings

import numpy as np
from scipy import special, stats
from sklearn import metrics

warnings.simplefilter("ignore")
GOLDENS = pathlib.Path(__file__).parents[2] / "Tests/EvaluationTests/Goldens/binary.json"
random = np.random.default_rng(19)
Z = stats.norm.ppf(0.975)


def floats(values):
    return [float(np.float32(value)) for value in np.ravel(values)]


def wilson(part, whole):
    interval = stats.binomtest(int(part), int(whole)).proportion_ci(0.95, method="wilson")
    return [float(interval.low), float(interval.high)]


def predictive(hit, m, alarm, n, odds):
    """Mercaldo, Lau and Zhou: the logit interval of hit·odds / (hit·odds + alarm)."""
    logit = np.log(hit * odds / alarm)
    reach = Z * np.sqrt((1 - hit) / (hit * m) + (1 - alarm) / (alarm * n))
    return [float(special.expit(logit - reach)), float(special.expit(logit + reach))]


def binary(samples, levels, prevalence):
    """Scores on a grid, so that there are ties."""
    labels = random.integers(0, 2, samples)
    scores = np.clip(random.normal(0.4 + 0.2 * labels, 0.2), 0.02, 0.98)
    scores = (np.round(scores * levels) / levels).astype(np.float32)
    positives, negatives = int(labels.sum()), int((1 - labels).sum())
    # Weights that make of the sample one with the prevalence.
    weights = np.where(labels == 1, prevalence / positives, (1 - prevalence) / negatives)
    points = []
    for threshold in [0.25, 0.35, 0.5, 0.65]:
        called = (scores.astype(float) > threshold).astype(int)
        (tn, fp), (fn, tp) = metrics.confusion_matrix(labels, called)
        hit, alarm = tp / positives, fp / negatives
        points.append({
            "threshold": threshold,
            "sensitivity": metrics.recall_score(labels, called), "sensitivity_interval": wilson(tp, positives),
            "specificity": metrics.recall_score(labels, called, pos_label=0),
            "specificity_interval": wilson(tn, negatives),
            "ppv": metrics.precision_score(labels, called), "ppv_interval": wilson(tp, tp + fp),
            "npv": metrics.precision_score(labels, called, pos_label=0), "npv_interval": wilson(tn, tn + fn),
            "accuracy": metrics.accuracy_score(labels, called),
            "f1": metrics.f1_score(labels, called),
            "restated": {
                "ppv": metrics.precision_score(labels, called, sample_weight=weights),
                "ppv_interval": predictive(hit, positives, alarm, negatives, prevalence / (1 - prevalence)),
                "npv": metrics.precision_score(labels, called, pos_label=0, sample_weight=weights),
                "npv_interval": predictive(
                    1 - alarm, negatives, 1 - hit, positives, (1 - prevalence) / prevalence),
                "accuracy": metrics.accuracy_score(labels, called, sample_weight=weights),
            },
        })
    false, true, _ = metrics.roc_curve(labels, scores, drop_intermediate=False)
    allowed = false <= 0.1 + 1e-12
    costs = 1 * false * (1 - prevalence) + 20 * (1 - true) * prevalence
    return {
        "labels": labels.tolist(), "scores": floats(scores), "prevalence": prevalence, "points": points,
        "specificity": {"required": 0.9, "sensitivity": float(true[allowed].max())},
        "costs": {"false_positive": 1.0, "false_negative": 20.0, "lowest": float(costs.min())},
    }


def structural(scores, own):
    """The share of the others below each sample of a class, and the share of the class above each other, pair by pair."""
    above = scores[own][:, None] > scores[~own][None, :]
    equal = scores[own][:, None] == scores[~own][None, :]
    wins = above + equal / 2
    return wins.mean(), wins.mean(axis=1), wins.mean(axis=0)


def logistic(area, variance):
    logit, reach = special.logit(area), Z * np.sqrt(variance) / (area * (1 - area))
    return [float(special.expit(logit - reach)), float(special.expit(logit + reach))]


def areas(samples, classes, levels, sharpness=1.0):
    """AUC of each class with DeLong's interval, and their mean with that of all components of a sample together."""
    labels = np.concatenate([np.arange(classes).repeat(3), random.integers(0, classes, samples)])
    logits = random.standard_normal((len(labels), classes)) + sharpness * np.eye(classes)[labels]
    probabilities = special.softmax(logits, axis=1)
    probabilities = np.round(probabilities * levels) / levels
    probabilities = (probabilities / probabilities.sum(axis=1, keepdims=True)).astype(np.float32)
    wide = probabilities.astype(float)

    def mean_area(index):
        return np.mean([structural(wide[index, c], labels[index] == c)[0] for c in range(classes)])

    per_class, together = [], np.zeros(len(labels))
    for c in range(classes):
        own = labels == c
        area, of_own, of_others = structural(wide[:, c], own)
        m, n = own.sum(), (~own).sum()
        variance = of_own.var(ddof=1) / m + of_others.var(ddof=1) / n
        assert abs(area - metrics.roc_auc_score(own, wide[:, c])) < 1e-12
        per_class.append({"area": float(area), "interval": logistic(area, variance)})
        together[own] += of_own / m / classes
        together[~own] += of_others / n / classes
    macro = float(np.mean([entry["area"] for entry in per_class]))
    # A sum of independent samples: the variance of a class's samples times their number.
    variance = sum(together[labels == c].var(ddof=1) * (labels == c).sum() for c in range(classes))
    # Draws within each class say how far the formula is right.
    strata = [np.flatnonzero(labels == c) for c in range(classes)]
    replicates = [mean_area(np.concatenate([random.choice(s, len(s)) for s in strata])) for _ in range(2000)]
    return {"classes": classes, "labels": labels.tolist(), "probabilities": floats(probabilities),
            "per_class": per_class, "macro": macro, "macro_interval": logistic(macro, variance),
            "standard_error": float(np.sqrt(variance)), "bootstrap_error": float(np.std(replicates, ddof=1))}


golden = {
    "binary": [binary(120, 25, 0.01), binary(90, 1000, 0.3)],
    "areas": [areas(60, 2, 40), areas(150, 3, 30), areas(200, 6, 1000, 2.0)],
}
GOLDENS.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print([(entry["standard_error"], entry["bootstrap_error"]) for entry in golden["areas"]])
