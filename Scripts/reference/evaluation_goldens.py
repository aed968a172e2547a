#!/usr/bin/env python3
"""Writes Tests/EvaluationTests/Goldens/scores.json: predictions, and what scikit-learn and SciPy make of them.

Made with Python 3.11 or later, numpy 2.4, scikit-learn 1.9 and SciPy 1.17:

    python3 Scripts/reference/evaluation_goldens.py

Probabilities are float32 values and are given to scikit-learn as float64, so both sides start from the same
numbers. Most are whole multiples of 1/scale, which keeps the file small and every number exact.
"""

import json
import pathlib
import warnings

import numpy as np
from scipy.stats import binomtest
from scipy.stats.contingency import relative_risk
from sklearn import metrics

warnings.simplefilter("ignore")
GOLDENS = pathlib.Path(__file__).parents[2] / "Tests/EvaluationTests/Goldens/scores.json"
SCALE = 1 << 16
random = np.random.default_rng(20)


def rounded(probabilities, scale=SCALE):
    """Rows of whole numbers in proportion to `probabilities`, each with a sum of exactly `scale`."""
    units = np.floor(np.asarray(probabilities) * scale).astype(int)
    units[np.arange(len(units)), units.argmax(axis=1)] += scale - units.sum(axis=1)
    return units


def informed(labels, classes, strength, concentration=0.5):
    """Random probabilities that lean towards the true class."""
    noise = random.dirichlet([concentration] * classes, len(labels))
    return rounded((1 - strength) * noise + strength * np.eye(classes)[labels])


def of_class(predicted, classes, certainty=0.75):
    """Probabilities whose largest is that of `predicted`."""
    rest = (1 - certainty) / max(classes - 1, 1)
    return rounded(np.where(np.eye(classes)[predicted] == 1, certainty, rest))


def nothing_if(undefined, value):
    return None if undefined else float(value)


def calibration_error(confidence, correct, bins=15):
    """Guo et al. 2017, bins closed above."""
    error = 0.0
    for low, high in zip(np.arange(bins) / bins, np.arange(1, bins + 1) / bins):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            error += inside.mean() * abs(correct[inside].mean() - confidence[inside].mean())
    return float(error)


def largest_calibration_error(confidence, correct, bins=15):
    """The worst bin of `calibration_error`."""
    error = 0.0
    for low, high in zip(np.arange(bins) / bins, np.arange(1, bins + 1) / bins):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            error = max(error, abs(correct[inside].mean() - confidence[inside].mean()))
    return float(error)


def adaptive_calibration_error(confidence, correct, bins=15):
    """Nixon et al. 2019 for the predicted class: bins of equally many samples."""
    order = np.lexsort((correct, confidence))
    parts = np.array_split(order, bins)
    return float(sum(abs((correct[part] - confidence[part]).sum()) for part in parts) / len(correct))


def share(part, whole):
    if whole == 0:
        return None
    low, high = binomtest(int(part), int(whole)).proportion_ci(0.95, "wilson")
    return {"value": float(part / whole), "interval": [float(low), float(high)]}


def two_class(confusion):
    (tn, fp), (fn, tp) = confusion
    result = {
        "sensitivity": share(tp, tp + fn), "specificity": share(tn, tn + fp),
        "positive_predictive_value": share(tp, tp + fp), "negative_predictive_value": share(tn, tn + fn),
        "prevalence": share(tp + fn, confusion.sum()),
    }
    for name, a, b in (("positive_likelihood_ratio", tp, fp), ("negative_likelihood_ratio", fn, tn)):
        if min(a, b, tp + fn, fp + tn) > 0:
            ratio = relative_risk(int(a), int(tp + fn), int(b), int(fp + tn))
            low, high = ratio.confidence_interval(0.95)
            result[name] = {"value": float(ratio.relative_risk), "interval": [float(low), float(high)]}
        else:
            result[name] = None
    return result


def expected(labels, probabilities, threshold):
    classes = probabilities.shape[1]
    everything = np.arange(classes)
    if classes == 2:
        predicted = (probabilities[:, 1] > (0.5 if threshold is None else threshold)).astype(int)
    else:
        predicted = probabilities.argmax(axis=1)
    confusion = metrics.confusion_matrix(labels, predicted, labels=everything)
    support, chosen = confusion.sum(axis=1), confusion.sum(axis=0)
    correct = labels == predicted
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(
        labels, predicted, labels=everything, zero_division=0)
    one_cell = bool((np.diag(confusion) == len(labels)).any())
    constant = (support == len(labels)).any() or (chosen == len(labels)).any()
    interval = binomtest(int(correct.sum()), len(labels)).proportion_ci(0.95, "wilson")

    one_against_rest = [labels == c for c in everything]
    has_both = [bool(own.any() and not own.all()) for own in one_against_rest]

    def average(kind):
        p, r, f, _ = metrics.precision_recall_fscore_support(
            labels, predicted, average=kind, zero_division=0)
        return {"precision": float(p), "recall": float(r), "f1": float(f)}

    result = {
        "accuracy": metrics.accuracy_score(labels, predicted),
        "accuracy_interval": [float(interval.low), float(interval.high)],
        "baseline_accuracy": float(support.max() / len(labels)),
        "top5_accuracy": nothing_if(
            classes <= 5,
            classes > 5 and metrics.top_k_accuracy_score(labels, probabilities, k=5, labels=everything)),
        "top_accuracy": [
            metrics.top_k_accuracy_score(labels, probabilities, k=k, labels=everything)
            for k in range(1, classes if 2 < classes <= 10 else 1)
        ],
        "macro": average("macro"),
        "weighted": average("weighted"),
        "cohen_kappa": nothing_if(one_cell, metrics.cohen_kappa_score(labels, predicted)),
        "mcc": nothing_if(constant, metrics.matthews_corrcoef(labels, predicted)),
        "log_loss": metrics.log_loss(labels, probabilities, labels=everything),
        "brier": metrics.brier_score_loss(labels, probabilities, labels=everything),
        "ece": calibration_error(probabilities[np.arange(len(labels)), predicted], correct),
        "mce": largest_calibration_error(probabilities[np.arange(len(labels)), predicted], correct),
        "adaptive_ece": adaptive_calibration_error(
            probabilities[np.arange(len(labels)), predicted], correct),
        "balanced_accuracy": metrics.balanced_accuracy_score(labels, predicted),
        "micro": average("micro"),
        "two_class": two_class(confusion) if classes == 2 else None,
        "confusion_matrix": confusion.tolist(),
        "per_class": [
            {
                "precision": nothing_if(chosen[c] == 0, precision[c]),
                "recall": nothing_if(support[c] == 0, recall[c]),
                "f1": nothing_if(support[c] + chosen[c] == 0, f1[c]),
                "specificity": nothing_if(
                    support[c] == len(labels), 1 - (chosen[c] - confusion[c, c]) / max(1, len(labels) - support[c])),
                "roc_auc": nothing_if(
                    not has_both[c], has_both[c] and metrics.roc_auc_score(one_against_rest[c], probabilities[:, c])),
                "average_precision": nothing_if(
                    support[c] == 0,
                    support[c] > 0 and metrics.average_precision_score(one_against_rest[c], probabilities[:, c])),
                "support": int(support[c]),
                "predicted": int(chosen[c]),
            }
            for c in everything
        ],
        "roc_auc": None,
        "average_precision": None,
    }
    for key, name in (("macro_roc_auc", "roc_auc"), ("macro_average_precision", "average_precision")):
        scores = [row[name] for row in result["per_class"]]
        result[key] = None if None in scores else float(np.mean(scores))
    if 2 < classes <= 10 and result["macro_roc_auc"] is not None:
        assert np.isclose(result["macro_roc_auc"], metrics.roc_auc_score(
            labels, probabilities, multi_class="ovr", labels=everything), atol=1e-12)
    if classes == 2:
        one_class = (support == 0).any()
        result["roc_auc"] = nothing_if(one_class, metrics.roc_auc_score(labels, probabilities[:, 1]))
        result["average_precision"] = nothing_if(
            support[1] == 0, metrics.average_precision_score(labels, probabilities[:, 1]))
    return result, predicted


cases = []


def case(name, labels, numbers, scale=SCALE, threshold=None):
    labels = np.asarray(labels)
    numbers = np.asarray(numbers)
    probabilities = (numbers / scale).astype(np.float32).astype(np.float64)
    result, predicted = expected(labels, probabilities, threshold)
    classes = numbers.shape[1]
    reports = []
    confusion = np.asarray(result["confusion_matrix"])
    # Where no sample is right, scikit-learn 1.9 prints the supports as 5.0; where a score is undefined, as 0.
    # Neither is imitated.
    ordinary = (confusion.sum(axis=0) > 0).all() and (confusion.sum(axis=1) > 0).all()
    if ordinary and np.trace(confusion) > 0:
        for names, digits in (
            ([f"class {c}" for c in range(classes)], 2),
            (["a rather long name of a class"] + [str(c) for c in range(1, classes)], 4),
            ([f"{c}" for c in range(classes)], 14),
            ([f"{c}" for c in range(classes)], 0),
        ):
            text = metrics.classification_report(labels, predicted, target_names=names, digits=digits)
            reports.append({"names": names, "digits": digits, "text": text})
    cases.append({
        "name": name,
        "labels": labels.tolist(),
        "scale": scale,
        "numbers": numbers.ravel().tolist(),
        "threshold": threshold,
        "expected": result,
        # The report of fifty classes says nothing that the one of ten does not.
        "reports": reports if classes <= 10 else [],
    })


for classes, samples, strength in ((2, 200, 0.2), (3, 150, 0.3), (10, 150, 0.15), (50, 150, 0.1)):
    labels = np.concatenate([np.arange(classes), random.integers(0, classes, samples - classes)])
    case(f"random, {classes} classes", labels, informed(labels, classes, strength))

labels = random.integers(0, 2, 120)
case("two classes, threshold 0.3", labels, informed(labels, 2, 0.3), threshold=0.3)
case("two classes, threshold 0.9", labels, informed(labels, 2, 0.3), threshold=0.9)
case("two classes, threshold 0", labels, informed(labels, 2, 0.3), threshold=0.0)
positive = random.integers(0, 5, 120)
case("two classes, a threshold that scores equal", labels, np.stack([4 - positive, positive], axis=1),
     scale=4, threshold=0.25)

labels = random.integers(0, 2, 100)
positive = random.integers(0, 5, 100)
case("ties, 2 classes", labels, np.stack([4 - positive, positive], axis=1), scale=4)
labels = random.integers(0, 8, 160)
case("ties, 8 classes", labels, random.multinomial(8, [1 / 8] * 8, 160), scale=8)
case("all equal, 2 classes", [0, 1, 1, 0, 1], np.full((5, 2), 1), scale=2)
case("all equal, 8 classes", random.integers(0, 8, 60), np.full((60, 8), 1), scale=8)

labels = random.choice([0, 2, 3, 5], 100)
case("classes without a sample, predicted", labels, informed(labels, 6, 0.2))
predicted = random.choice([0, 1, 4], 100)
case("classes never predicted", random.integers(0, 6, 100), of_class(predicted, 6))
case("classes with neither sample nor prediction", random.choice([1, 2, 6], 90),
     of_class(random.choice([2, 3, 6], 90), 7))
case("two classes, no negative sample", [1] * 20, informed([1] * 20, 2, 0.1))
case("two classes, no positive sample", [0] * 20, informed([0] * 20, 2, 0.1))

for classes in (2, 4, 7):
    labels = np.arange(5 * classes) % classes
    case(f"perfect, {classes} classes", labels, informed(labels, classes, 0.8))
    case(f"all wrong, {classes} classes", labels, of_class((labels + 1) % classes, classes))
    case(f"one class predicted, of {classes}", labels, of_class(np.full(len(labels), 1), classes))
case("all of one class and predicted so", [2] * 12, of_class([2] * 12, 3))
case("certain, right and wrong", [0, 1, 2, 2, 1, 0], np.eye(3, dtype=int)[[0, 1, 2, 0, 2, 0]], scale=1)
case("certain, 2 classes", [0, 1, 1, 0], np.eye(2, dtype=int)[[0, 1, 0, 1]], scale=1)
case("one sample", [1], [[1, 2, 1]], scale=4)

labels = random.integers(0, 5, 40)
logits = (6 * random.standard_normal((40, 5)) + 6 * np.eye(5)[labels]).astype(np.float32)
exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
softmax = (exponentials / exponentials.sum(axis=1, keepdims=True)).astype(np.float32)
case("float32 softmax", labels, softmax.astype(np.float64), scale=1)

GOLDENS.parent.mkdir(parents=True, exist_ok=True)
lines = ",\n".join(json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in cases)
GOLDENS.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
