#!/usr/bin/env python3
"""Makes the goldens of TrainingTests with PyTorch: ten steps of each optimiser, schedules and losses.

    python3 -m venv .venv && .venv/bin/pip install torch==2.13.0+cpu && .venv/bin/python Scripts/reference/training_goldens.py

LAMB, which PyTorch does not have, and Muon, which PyTorch computes in bfloat16, follow their papers here in double
precision; that Muon is PyTorch's up to bfloat16 is asserted.
"""
import json, math, os
import torch

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Tests", "TrainingTests", "Goldens")
SHAPES = {"a.weight": (4, 3), "a.bias": (4,), "b.weight": (5, 4), "b.bias": (5,), "c.weight": (2, 5), "c.bias": (2,)}
LAYERS = ["a", "b", "c"]


def start(name):
    count = math.prod(SHAPES[name])
    offset = list(SHAPES).index(name)
    return torch.tensor([math.sin(1.7 * i + offset) for i in range(count)], dtype=torch.float64).reshape(SHAPES[name])


def gradient(name, value, step):
    """A plain function of the values, so that any implementation can follow."""
    wave = torch.tensor([math.sin(step + 0.9 * i) for i in range(value.numel())], dtype=torch.float64)
    return 2 * value + 0.3 * wave.reshape(value.shape)


class Lamb:
    """Algorithm 2 of arXiv:1904.00962, biases without the ratio."""

    def __init__(self, groups, lr, betas=(0.9, 0.999), eps=1e-6):
        self.groups, self.lr, self.betas, self.eps, self.t, self.state = groups, lr, betas, eps, 0, {}

    def step(self):
        self.t += 1
        for group in self.groups:
            for p in group["params"]:
                m, v = self.state.get(p, (torch.zeros_like(p), torch.zeros_like(p)))
                m = self.betas[0] * m + (1 - self.betas[0]) * p.grad
                v = self.betas[1] * v + (1 - self.betas[1]) * p.grad ** 2
                self.state[p] = (m, v)
                u = (m / (1 - self.betas[0] ** self.t)) / ((v / (1 - self.betas[1] ** self.t)).sqrt() + self.eps)
                ratio = 1.0
                if p.ndim > 1:
                    u = u + group["weight_decay"] * p.detach()
                    ratio = p.detach().norm() / u.norm()
                p.data -= self.lr * ratio * u


def orthogonal(x):
    a, b, c = 3.4445, -4.7750, 2.0315
    x = x / (x.norm() + 1e-7)
    transposed = x.shape[0] > x.shape[1]
    if transposed:
        x = x.T
    for _ in range(5):
        s = x @ x.T
        x = a * x + (b * s + c * s @ s) @ x
    return x.T if transposed else x


class Muon:
    """Hidden weights only; the momentum as in the original, g + mu v."""

    def __init__(self, params, lr, momentum=0.95, weight_decay=0.0):
        self.params, self.lr, self.momentum, self.decay, self.state = params, lr, momentum, weight_decay, {}

    def step(self):
        for p in self.params:
            v = self.momentum * self.state.get(p, torch.zeros_like(p)) + p.grad
            self.state[p] = v
            update = orthogonal(p.grad + self.momentum * v)
            p.data = p.data * (1 - self.lr * self.decay) - self.lr * max(1, p.shape[0] / p.shape[1]) ** 0.5 * update


def groups(values, decay, rates=None, lr=0.1):
    result = []
    for name, p in values.items():
        scale = 1.0 if rates is None else rates[name.split(".")[0]]
        result.append({"params": [p], "weight_decay": decay if name.endswith("weight") else 0.0, "lr": lr * scale})
    return result


def ten_steps(recipe, make, clip=None, average=None):
    values = {name: start(name).requires_grad_() for name in SHAPES}
    optimizers, steps, averages = make(values), [], {name: start(name) for name in SHAPES}
    for step in range(10):
        for name, p in values.items():
            p.grad = gradient(name, p.detach(), step)
        if clip:
            torch.nn.utils.clip_grad_norm_(list(values.values()), clip)
        for optimizer in optimizers:
            optimizer.step()
        if average:
            decay = min(average, (2 + step) / (11 + step))
            averages = {n: decay * averages[n] + (1 - decay) * p.detach() for n, p in values.items()}
        kept = averages if average else values
        steps.append({name: [round(x, 8) for x in p.detach().reshape(-1).tolist()] for name, p in kept.items()})
    return {"recipe": recipe, "steps": steps}


cases = []
for decay in (0.0, 0.05):
    def case(name, make, **recipe):
        cases.append(ten_steps({"optimizer": name, "learning_rate": 0.1, "weight_decay": decay, **recipe}, make))

    case("sgd", lambda v: [torch.optim.SGD(groups(v, decay), lr=0.1)], momentum=0)
    case("sgd", lambda v: [torch.optim.SGD(groups(v, decay), lr=0.1, momentum=0.9)], momentum=0.9)
    case("sgd", lambda v: [torch.optim.SGD(groups(v, decay), lr=0.1, momentum=0.9, nesterov=True)], momentum=0.9, nesterov=True)
    case("adam", lambda v: [torch.optim.Adam(groups(v, decay), lr=0.1)])
    case("adamw", lambda v: [torch.optim.AdamW(groups(v, decay), lr=0.1)])
    case("rmsprop", lambda v: [torch.optim.RMSprop(groups(v, decay), lr=0.1)])
    case("lamb", lambda v: [Lamb(groups(v, decay), lr=0.1)])
    case("muon", lambda v: [
        Muon([v["b.weight"]], 0.1, weight_decay=decay),
        torch.optim.AdamW([g for g in groups(v, decay, lr=0.01) if g["params"][0] is not v["b.weight"]], lr=0.01)],
        auxiliary_rate=0.1)

rates = {layer: 0.5 ** (len(LAYERS) - 1 - i) for i, layer in enumerate(LAYERS)}
sgd = {"optimizer": "sgd", "momentum": 0.9, "learning_rate": 0.1}
cases.append(ten_steps({**sgd, "layer_decay": 0.5}, lambda v: [torch.optim.SGD(groups(v, 0, rates), lr=0.1, momentum=0.9)]))
cases.append(ten_steps({**sgd, "clip_norm": 1.5}, lambda v: [torch.optim.SGD(groups(v, 0), lr=0.1, momentum=0.9)], clip=1.5))
cases.append(ten_steps({**sgd, "ema": 0.5}, lambda v: [torch.optim.SGD(groups(v, 0), lr=0.1, momentum=0.9)], average=0.5))
json.dump(cases, open(os.path.join(OUT, "optimizers.json"), "w"))

# PyTorch's Muon, whose momentum is (1 - mu) times the original's, which an orthogonal step does not see.
for shape in ((5, 4), (4, 9)):
    p = torch.randn(*shape, generator=torch.Generator().manual_seed(0)).requires_grad_()
    q = p.detach().double().requires_grad_()
    theirs, ours = torch.optim.Muon([p], lr=0.1, weight_decay=0.05), Muon([q], 0.1, weight_decay=0.05)
    for step in range(10):
        p.grad, q.grad = gradient("", p.detach().double(), step).float(), gradient("", q.detach(), step)
        theirs.step(); ours.step()
    assert (p - q).abs().max() < 0.05, (p - q).abs().max()

# Learning rates of 30 steps, five an epoch; the loss of each epoch for the plateau.
LOSSES = [1.0, 0.8, 0.8, 0.79999, 0.81, 0.7]


def rates_of(make):
    p = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([p], lr=1.0)
    scheduler, result = make(optimizer), []
    for step in range(30):
        result.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau):
            if step % 5 == 4: scheduler.step(LOSSES[step // 5])
        elif isinstance(scheduler, torch.optim.lr_scheduler.StepLR):
            if step % 5 == 4: scheduler.step()
        elif step < 29:
            scheduler.step()
    return result


S = torch.optim.lr_scheduler
schedules = [
    {"recipe": {"schedule": "constant"}, "rates": rates_of(lambda o: S.ConstantLR(o, factor=1))},
    {"recipe": {"schedule": "cosine"}, "rates": rates_of(lambda o: S.CosineAnnealingLR(o, 30))},
    {"recipe": {"schedule": "step", "schedule_epochs": 2, "schedule_factor": 0.3}, "rates": rates_of(lambda o: S.StepLR(o, 2, 0.3))},
    {"recipe": {"schedule": "one-cycle", "schedule_rise": 0.3}, "rates": rates_of(lambda o: S.OneCycleLR(o, 1.0, total_steps=30, cycle_momentum=False))},
    {"recipe": {"schedule": "one-cycle", "schedule_rise": 0.2}, "rates": rates_of(lambda o: S.OneCycleLR(o, 1.0, total_steps=30, pct_start=0.2, cycle_momentum=False))},
    {"recipe": {"schedule": "plateau", "schedule_epochs": 1, "schedule_factor": 0.5}, "rates": rates_of(lambda o: S.ReduceLROnPlateau(o, patience=1, factor=0.5))},
]
json.dump({"losses": LOSSES, "schedules": schedules}, open(os.path.join(OUT, "schedules.json"), "w"))

# Losses: logits, labels, and what the recipe makes of them. Samples i and n-1-i are partners in mixing.
logits = torch.tensor([[math.sin(2.3 * i + j) * 2 for j in range(3)] for i in range(4)], dtype=torch.float64)
labels = torch.tensor([0, 2, 2, 1])
counts = torch.bincount(labels, minlength=3)
balanced = len(labels) / (3 * counts.double())
onehot = torch.nn.functional.one_hot(labels, 3).double()
mixed = 0.7 * onehot + 0.3 * onehot.flip(0)


def focal(z, t, gamma=2.0):
    p = z.softmax(1)
    return -(t * (1 - p) ** gamma * p.log()).sum(1).mean()


cross = torch.nn.functional.cross_entropy
losses = []
for recipe, keep, function in [
    ({}, 1, lambda z: cross(z, labels)),
    ({"label_smoothing": 0.1}, 1, lambda z: cross(z, labels, label_smoothing=0.1)),
    ({"class_weights": "balanced"}, 1, lambda z: cross(z, onehot, weight=balanced)),
    ({"mixup": 1}, 0.7, lambda z: cross(z, mixed)),
    ({"mixup": 1, "label_smoothing": 0.1, "class_weights": "balanced"}, 0.7, lambda z: cross(z, mixed * 0.9 + 0.1 / 3, weight=balanced)),
    ({"loss": "focal", "focal_gamma": 2}, 1, lambda z: focal(z, onehot)),
    ({"loss": "focal", "focal_gamma": 1.5, "label_smoothing": 0.2}, 0.7, lambda z: focal(z, mixed * 0.8 + 0.2 / 3, 1.5)),
]:
    z = logits.clone().requires_grad_()
    loss = function(z)
    loss.backward()
    losses.append({"recipe": recipe, "keep": keep, "loss": loss.item(), "gradient": z.grad.reshape(-1).tolist()})
json.dump({"logits": logits.reshape(-1).tolist(), "labels": labels.tolist(), "losses": losses},
          open(os.path.join(OUT, "losses.json"), "w"))
