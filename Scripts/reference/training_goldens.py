#!/usr/bin/env python3
"""Makes the goldens of TrainingTests with PyTorch: ten steps of each optimiser on a least-squares problem.

    python3 -m venv .venv && .venv/bin/pip install torch==2.13.0+cpu && .venv/bin/python Scripts/reference/training_goldens.py
"""
import json, os
import torch

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Tests", "TrainingTests", "Goldens")
CASES = {
    "sgd": lambda w, b, d: torch.optim.SGD([{"params": [w], "weight_decay": d}, {"params": [b]}], lr=0.1),
    "momentum": lambda w, b, d: torch.optim.SGD([{"params": [w], "weight_decay": d}, {"params": [b]}], lr=0.1, momentum=0.9),
    "adam": lambda w, b, d: torch.optim.Adam([{"params": [w], "weight_decay": d}, {"params": [b]}], lr=0.1),
}
cases = []
for name, make in CASES.items():
    for decay in (0.0, 0.05):
        w = torch.tensor([[0.5, -0.25, 1.0], [0.125, 0.75, -1.5]], dtype=torch.float64, requires_grad=True)
        b = torch.tensor([0.25, -0.5], dtype=torch.float64, requires_grad=True)
        optimizer, steps = make(w, b, decay), []
        for step in range(10):
            # The gradient is a plain function of the values, so that any implementation can follow.
            w.grad = 2 * w.detach() - 0.5 * (step + 1) * torch.sign(w.detach())
            b.grad = 2 * b.detach() + 0.25
            optimizer.step()
            steps.append({"weight": w.detach().reshape(-1).tolist(), "bias": b.detach().tolist()})
        cases.append({"name": name, "decay": decay, "steps": steps})
json.dump(cases, open(os.path.join(OUT, "optimizers.json"), "w"))
