#!/usr/bin/env python3
"""Names, shapes and results of the architectures whose weights are exchanged with torchvision and timm.

    pip install torch torchvision timm
    Scripts/reference/architectures_goldens.py

Writes Tests/NetworksTests/Goldens/architectures.json (names and shapes at 1000 classes, in the order of state_dict) and
Tests/ExecutionTests/Goldens/architectures.json: logits, losses, and the sum and norm of each gradient in double precision, with weights and
images that both sides make by the same formula (see `pattern`).
"""
import json
import math
import pathlib

import numpy as np
import timm
import torch
import torch.nn.functional as F
import torchvision

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAKERS = {
    "resnet18": lambda classes: torchvision.models.resnet18(num_classes=classes),
    "resnet34": lambda classes: torchvision.models.resnet34(num_classes=classes),
    "mobilenet-v2": lambda classes: torchvision.models.mobilenet_v2(num_classes=classes, dropout=0.0),
    "efficientnet-lite0": lambda classes: timm.create_model("efficientnet_lite0", num_classes=classes, drop_rate=0.0),
}
BATCH, SIDE, CLASSES = 4, 64, 5


def pattern(name, count):
    """Numbers in -1 ..< 1: the FNV-1a hash of the name starts a multiplicative counter whose bits are mixed."""
    start = 0x811C9DC5
    for byte in name.encode():
        start = (start ^ byte) * 0x01000193 & 0xFFFFFFFF
    x = np.arange(count, dtype=np.uint32) * np.uint32(2654435761) + np.uint32(start)
    x ^= x >> np.uint32(15)
    x *= np.uint32(2246822519)
    x ^= x >> np.uint32(13)
    return torch.from_numpy((x >> np.uint32(8)).astype(np.float32) * np.float32(2.0**-23) - np.float32(1))


def parameter(name, shape):
    if len(shape) > 1:
        fan = math.prod(shape[1:])
        center, width = 0.0, np.sqrt(np.float32(6) / np.float32(fan))
    else:
        center = 1.0 if name.endswith((".weight", "running_var")) else 0.0
        width = 0.4 if name.endswith("running_var") else 0.2
    return np.float32(center) + np.float32(width) * pattern(name, math.prod(shape)).reshape(shape)


def results(name):
    model = MAKERS[name](CLASSES)
    state = {k: parameter(k, tuple(v.shape)) if v.dtype.is_floating_point else v for k, v in model.state_dict().items()}
    model.load_state_dict(state)
    model.double()
    x = pattern("input", BATCH * 3 * SIDE * SIDE).reshape(BATCH, 3, SIDE, SIDE).double()
    with torch.no_grad():
        inferred = model.eval()(x)
    losses = F.cross_entropy(model.train()(x), torch.arange(BATCH) % CLASSES, reduction="none")
    losses.mean().backward()
    return {
        "architecture": name, "batch": BATCH, "side": SIDE, "classes": CLASSES, "inferred": inferred.flatten().tolist(),
        "losses": losses.tolist(),
        "gradients": {k: [float(f"{v:.6g}") for v in (p.grad.sum().item(), p.grad.norm().item())] for k, p in model.named_parameters()},
    }


if __name__ == "__main__":
    names = {}
    for name, make in MAKERS.items():
        names[name] = [[k, list(v.shape)] for k, v in make(1000).state_dict().items() if not k.endswith("num_batches_tracked")]
    versions = {module.__name__: module.__version__.split("+")[0] for module in (torch, torchvision, timm)}
    for target, content in [
        ("Tests/NetworksTests/Goldens/architectures.json", {**versions, "parameters": names}),
        ("Tests/ExecutionTests/Goldens/architectures.json",
         {**versions, "results": [results(n) for n in MAKERS if n != "resnet34"]}),
    ]:
        path = ROOT / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, separators=(",", ":")) + "\n")
        print(path.name, path.stat().st_size)
