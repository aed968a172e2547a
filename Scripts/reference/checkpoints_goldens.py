#!/usr/bin/env python3
"""Writes small checkpoints of PyTorch in both of its forms, and what is in them.

    python3 Scripts/reference/checkpoints_goldens.py     (PyTorch 2.13)

Every case that a reader has to tell apart: views of one storage, strides, every type of number, parameters, counters, and a
state dictionary inside of what a script of training saves.
"""
import json
import pathlib

import torch

folder = pathlib.Path(__file__).resolve().parents[2] / "Tests/InterchangeTests/Goldens"
torch.manual_seed(1)


class Block(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(2, 3, 3)
        self.norm = torch.nn.BatchNorm2d(3)


def state():
    base = torch.arange(24, dtype=torch.float32) / 7
    grid = base.view(4, 6)
    state = Block().state_dict()
    state["shared.whole"] = grid
    state["shared.transposed"] = grid.t()
    state["shared.part"] = grid[1:3, 2:5]
    state["shared.steps"] = grid[:, ::2]
    state["scalar"] = torch.tensor(0.375)
    state["parameter"] = torch.nn.Parameter(torch.tensor([1.5, -2.25]))
    for name, kind in [("half", torch.float16), ("bfloat16", torch.bfloat16), ("double", torch.float64)]:
        state[name] = torch.tensor([[0.1, -1e-3, 65504.0], [3.0, 1e-7, -0.5]], dtype=torch.float64).to(kind)
    state["bool"] = torch.tensor([True, False])
    state["empty"] = torch.zeros(0, 3)
    return state


def main():
    tensors = state()
    torch.save(tensors, folder / "checkpoint-zip.pth")
    torch.save(tensors, folder / "checkpoint-legacy.pth", _use_new_zipfile_serialization=False)
    training = {"epoch": 3, "rate": 0.1, "name": "run", "done": None, "state_dict": tensors}
    torch.save(training, folder / "checkpoint-training.pth", pickle_protocol=4)
    expected = {
        name: {
            "type": str(tensor.dtype).removeprefix("torch."),
            "shape": list(tensor.shape),
            "values": tensor.to(torch.float32).flatten().tolist(),
        }
        for name, tensor in tensors.items()
    }
    golden = {"torch": torch.__version__, "tensors": expected}
    (folder / "checkpoints.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


main()
