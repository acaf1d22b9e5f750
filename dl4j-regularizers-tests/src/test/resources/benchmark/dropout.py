"""The counterparts of DropoutCase, forward and backward, measured as DropoutSteps measures: the fastest of 20 iterations
after 10 to warm up. Arguments: milliseconds of an iteration, then shapes. Prints the lines that DropoutBenchmark reads."""

import sys
import time

import torch
from torch.nn import functional

CASES = {
    "DROPOUT": lambda x: functional.dropout(x, 0.5),
    "CHANNEL_DROPOUT": lambda x: functional.dropout2d(x, 0.5),
    "GAUSSIAN_DROPOUT": lambda x: x * torch.empty_like(x).normal_(1, 1),
}


def iteration(step, seconds):
    """The mean time of a step, in seconds."""
    steps = 0
    start = time.perf_counter()
    while steps == 0 or time.perf_counter() < start + seconds:
        step()
        steps += 1
    return (time.perf_counter() - start) / steps


def main():
    seconds = int(sys.argv[1]) / 1000
    for name, forward in CASES.items():
        for shape in sys.argv[2:]:
            x = torch.randn([int(size) for size in shape.split("x")], requires_grad=True)
            gradient = torch.randn_like(x)

            def step():
                x.grad = None
                forward(x).backward(gradient)

            times = [iteration(step, seconds) for _ in range(30)][10:]
            print(f"TIME {name} {shape} torch {min(times) * 1e6:.2f}")


if __name__ == "__main__":
    main()
