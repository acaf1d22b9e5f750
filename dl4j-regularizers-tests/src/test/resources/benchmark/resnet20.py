"""The counterpart of ResNet20Benchmark: the same ResNet-20 (He et al. 2016, CIFAR version, shortcuts without
parameters), the same step (forward, backward, Adam), measured the same way. Prints one line that Speed reads."""

import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional

WARM_UP_SECONDS = 5
SECONDS = 10
FEWEST_STEPS = 3


def normalised(inputs, outputs, stride):
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False), nn.BatchNorm2d(outputs))


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first = normalised(inputs, outputs, stride)
        self.second = normalised(outputs, outputs, 1)
        self.stride = stride
        self.added = outputs - inputs

    def forward(self, x):
        y = self.second(functional.relu(self.first(x)))
        shortcut = functional.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.added))
        return functional.relu(y + shortcut)


class ResNet(nn.Module):
    """6n + 2 layers, with n blocks in each of the three stages."""

    def __init__(self, blocks):
        super().__init__()
        stem = [normalised(3, 16, 1), nn.ReLU()]
        widths = [(16, 16, 1), (16, 32, 2), (32, 64, 2)]
        stages = [Block(i, o, s) if n == 0 else Block(o, o, 1) for i, o, s in widths for n in range(blocks)]
        self.body = nn.Sequential(*stem, *stages)
        self.classifier = nn.Linear(64, 10)

    def forward(self, x):
        return self.classifier(self.body(x).mean((2, 3)))


def times(step, seconds, fewest):
    result = []
    end = time.perf_counter() + seconds
    while len(result) < fewest or time.perf_counter() < end:
        start = time.perf_counter()
        step()
        result.append(time.perf_counter() - start)
    return result


def median_time(step):
    times(step, WARM_UP_SECONDS, 1)
    return statistics.median(times(step, SECONDS, FEWEST_STEPS))


def main():
    batch = int(sys.argv[1])
    network = ResNet(3)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
    features = torch.randn(batch, 3, 32, 32)
    labels = torch.arange(batch) % 10

    def training_step():
        optimizer.zero_grad()
        functional.cross_entropy(network(features), labels).backward()
        optimizer.step()

    def inference():
        with torch.no_grad():
            network(features)

    training = median_time(training_step)
    network.eval()
    inferring = median_time(inference)
    weights = sum(parameter.numel() for parameter in network.parameters())
    print(
        f"SPEED weights={weights} training={batch / training:.2f} inference={batch / inferring:.2f} "
        f"version={torch.__version__}"
    )


if __name__ == "__main__":
    main()
