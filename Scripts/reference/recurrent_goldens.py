#!/usr/bin/env python3
"""Golden values of recurrent layers, from PyTorch in double precision.

    pip install torch
    Scripts/reference/recurrent_goldens.py

Writes Tests/ExecutionTests/Goldens/recurrent.json: for each cell, direction, number of layers and result a network in Fovea's own file
format with a linear layer before, whose gradients are right only if that of the sequence is, and a linear head under cross-entropy.
"""
import json
import pathlib

import torch
import torch.nn.functional as F
from torch import nn

from operations_goldens import linear, node, shorten, stored, values

torch.set_default_dtype(torch.float64)
MODULES = {"rnn-tanh": nn.RNN, "rnn-relu": lambda *a, **k: nn.RNN(*a, nonlinearity="relu", **k), "lstm": nn.LSTM, "gru": nn.GRU}


def case(index, cell, bidirectional, layers, steps, result, batch=3, features=5, hidden=7):
    generator = torch.Generator().manual_seed(index)
    module = MODULES[cell](features, hidden, num_layers=layers, batch_first=True, bidirectional=bidirectional)
    parameters = {"before.weight": values(generator, (features, features)), "before.bias": values(generator, (features,), 0.5)}
    for name, parameter in module.named_parameters():
        kind, rest = name.split("_l")
        layer, *suffix = rest.split("_")
        key = f"layer{int(layer) + 1}.{kind}_l0" + ("_reverse" if suffix else "")
        with torch.no_grad():
            parameter.copy_(values(generator, parameter.shape, 0.6))
        parameters[key] = parameter
    width = hidden * (2 if bidirectional else 1)
    parameters["head.weight"] = values(generator, (3, width if result == "last" else steps * width), 0.5)
    parameters["head.bias"] = values(generator, (3,), 0.3)
    x, labels = values(generator, (batch, steps, features)), torch.arange(batch) % 3
    initial = {k: v.detach().clone() for k, v in parameters.items()}
    for tensor in parameters.values():
        tensor.requires_grad_()
    y = F.linear(x, parameters["before.weight"], parameters["before.bias"])
    y, last = module(y)
    if result == "last":
        # [layers · directions, N, H]: those of the last layer side by side.
        last = last[0] if cell == "lstm" else last
        y = torch.cat(list(last[-2:] if bidirectional else last[-1:]), 1)
    logits = F.linear(y.flatten(1), parameters["head.weight"], parameters["head.bias"])
    losses = F.cross_entropy(logits, labels, reduction="none")
    losses.mean().backward()
    nodes = [linear("before", ["input"], features)]
    for layer in range(layers):
        nodes.append(node(f"layer{layer + 1}", "recurrent", [nodes[-1]["name"]], cell=cell, hidden=hidden, bidirectional=bidirectional,
                          result=result if layer == layers - 1 else "states"))
    if result == "states":
        nodes.append(node("flat", "flatten", [nodes[-1]["name"]]))
    nodes.append(linear("head", [nodes[-1]["name"]], 3))
    words = [cell, "both directions" if bidirectional else "one direction", f"{layers} layers", f"{steps} steps", result]
    return {
        "name": ", ".join(words), "network": {"input": [steps, features], "nodes": nodes}, "batch": batch, "input": shorten(x),
        "labels": labels.tolist(), "parameters": stored(initial), "inferred": shorten(logits), "logits": shorten(logits),
        "losses": shorten(losses), "gradients": stored({k: t.grad for k, t in parameters.items()}), "statistics": {},
    }


def cases():
    for cell in MODULES:
        for bidirectional in (False, True):
            for layers in (1, 2):
                yield cell, bidirectional, layers, 4, "last" if layers == 1 else "states"
            yield cell, bidirectional, 1, 1, "states"
            yield cell, bidirectional, 1, 3, "states"


if __name__ == "__main__":
    target = pathlib.Path(__file__).resolve().parents[2] / "Tests/ExecutionTests/Goldens/recurrent.json"
    content = {"torch": torch.__version__.split("+")[0], "operations": [case(i, *c) for i, c in enumerate(cases())]}
    target.write_text(json.dumps(content, separators=(",", ":")) + "\n")
    print(target, target.stat().st_size)
