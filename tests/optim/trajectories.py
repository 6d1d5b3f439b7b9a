#!/usr/bin/python3
"""Computes with PyTorch, in float64, the paths that optimizers take: trajectories.safetensors.

    tests/optim/trajectories.py            writes the file beside this script

Two parameters get random gradients for STEPS steps; the second has none in two of them, and the
learning rate changes half way. Every optimizer in CASES writes both parameters after each step.
Needs python3-torch; its version is recorded in the file.
"""

import pathlib
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "tools"))
import golden  # noqa: E402
import torch  # noqa: E402

STEPS = 10
WITHOUT_GRADIENT = (3, 4)  # steps in which the second parameter has none
CHANGE, FACTOR = 5, 0.3    # the step before which the rate changes, and by how much
CASES = {
    "sgd": (torch.optim.SGD, dict(lr=0.1)),
    "sgd_decay": (torch.optim.SGD, dict(lr=0.1, weight_decay=0.05)),
    "sgd_momentum": (torch.optim.SGD, dict(lr=0.1, momentum=0.9)),
    "sgd_dampening": (torch.optim.SGD, dict(lr=0.1, momentum=0.8, dampening=0.3,
                                            weight_decay=0.01)),
    "sgd_nesterov": (torch.optim.SGD, dict(lr=0.1, momentum=0.9, nesterov=True,
                                           weight_decay=0.02)),
    "adam": (torch.optim.Adam, dict(lr=0.05)),
    "adam_decay": (torch.optim.Adam, dict(lr=0.05, betas=(0.8, 0.95), eps=1e-4,
                                          weight_decay=0.1)),
    "adam_amsgrad": (torch.optim.Adam, dict(lr=0.05, amsgrad=True)),
    "adamw": (torch.optim.AdamW, dict(lr=0.05)),
    "adamw_amsgrad": (torch.optim.AdamW, dict(lr=0.05, betas=(0.7, 0.9), weight_decay=0.2,
                                              amsgrad=True)),
}


def main():
    torch.manual_seed(20)
    initial = [golden.normal(5, 7), golden.normal(3)]
    gradients = [[golden.normal(*p.shape, scale=4.0 / (1 + s)) for p in initial]
                 for s in range(STEPS)]
    tensors = {f"initial.{i}": p for i, p in enumerate(initial)}
    for s, pair in enumerate(gradients):
        tensors.update({f"gradient.{s}.{i}": g for i, g in enumerate(pair)})
    for name, (kind, options) in CASES.items():
        parameters = [p.clone().requires_grad_() for p in initial]
        optimizer = kind(parameters, **options)
        for s in range(STEPS):
            if s == CHANGE:
                optimizer.param_groups[0]["lr"] *= FACTOR
            parameters[0].grad = gradients[s][0].clone()
            parameters[1].grad = None if s in WITHOUT_GRADIENT else gradients[s][1].clone()
            optimizer.step()
            tensors.update({f"{name}.{s}.{i}": p.detach().clone()
                            for i, p in enumerate(parameters)})
    data = golden.safetensors(tensors, {"torch": torch.__version__})
    (HERE / "trajectories.safetensors").write_bytes(data)


if __name__ == "__main__":
    main()
