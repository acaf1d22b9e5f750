"""The PyTorch side of PeersBenchmark: the same networks, the same step (forward, backward, Adam), measured in the same
way. Prints one line that StepTimes reads."""

import sys
import time

import torch
from torch import nn
from torch.nn import functional

from resnet20 import ResNet, normalised


class Cnn(nn.Sequential):
    def __init__(self):
        layers = []
        for inputs, outputs in ((3, 16), (16, 32), (32, 64)):
            layers += [normalised(inputs, outputs, 1), nn.ReLU(), nn.MaxPool2d(2)]
        dense = [nn.Linear(1024, 64, bias=False), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 10)]
        super().__init__(*layers, nn.Flatten(), *dense)


class Bottleneck(nn.Module):
    def __init__(self, inputs, width, stride):
        super().__init__()
        outputs = 4 * width
        self.body = nn.Sequential(
            nn.Conv2d(inputs, width, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(),
            nn.Conv2d(width, width, 3, stride, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU(),
            nn.Conv2d(width, outputs, 1, bias=False), nn.BatchNorm2d(outputs),
        )
        self.shortcut = nn.Sequential()
        if inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        return functional.relu(self.body(x) + self.shortcut(x))


class ResNet50(nn.Sequential):
    def __init__(self):
        layers = [nn.Conv2d(3, 64, 7, 2, padding=3, bias=False), nn.BatchNorm2d(64), nn.ReLU()]
        layers.append(nn.MaxPool2d(3, 2, padding=1))
        inputs = 64
        for width, blocks in ((64, 3), (128, 4), (256, 6), (512, 3)):
            for block in range(blocks):
                layers.append(Bottleneck(inputs, width, 2 if block == 0 and width > 64 else 1))
                inputs = 4 * width
        super().__init__(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2048, 1000))


def twice(inputs, outputs):
    layers = []
    for channels in (inputs, outputs):
        layers += [nn.Conv2d(channels, outputs, 3, padding=1), nn.ReLU()]
    return nn.Sequential(*layers)


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.down1, self.down2, self.bottom = twice(3, 16), twice(16, 32), twice(32, 64)
        self.pool, self.scale = nn.MaxPool2d(2), nn.Upsample(scale_factor=2)
        self.up2, self.join2 = nn.Conv2d(64, 32, 3, padding=1), twice(64, 32)
        self.up1, self.join1 = nn.Conv2d(32, 16, 3, padding=1), twice(32, 16)
        self.out = nn.Conv2d(16, 1, 1)

    def forward(self, x):
        first = self.down1(x)
        second = self.down2(self.pool(first))
        up = functional.relu(self.up2(self.scale(self.bottom(self.pool(second)))))
        up = self.join2(torch.cat((second, up), 1))
        up = functional.relu(self.up1(self.scale(up)))
        return self.out(self.join1(torch.cat((first, up), 1)))


def mlp():
    return nn.Sequential(nn.Linear(784, 1024), nn.ReLU(), nn.Linear(1024, 1024), nn.ReLU(), nn.Linear(1024, 10))


NETWORKS = {
    "resnet8": lambda: ResNet(1), "resnet20": lambda: ResNet(3), "resnet110": lambda: ResNet(18), "cnn": Cnn,
    "resnet50": ResNet50, "unet": UNet, "mlp": mlp,
}


def times(step, seconds, fewest):
    result = []
    end = time.perf_counter() + seconds
    while len(result) < fewest or time.perf_counter() < end:
        start = time.perf_counter()
        step()
        result.append(1000 * (time.perf_counter() - start))
    return result


def measured(step, seconds):
    times(step, seconds, 2)
    return sorted(times(step, seconds, 3))


def measure(network, shape, classes, channels_last, seconds):
    features = torch.randn(shape)
    if channels_last:
        network = network.to(memory_format=torch.channels_last)
        features = features.to(memory_format=torch.channels_last)
    labels = torch.arange(shape[0]) % classes
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)

    def training_step():
        optimizer.zero_grad()
        output = network(features)
        if classes > 1:
            loss = functional.cross_entropy(output, labels)
        else:
            loss = functional.binary_cross_entropy_with_logits(output, torch.ones_like(output))
        loss.backward()
        optimizer.step()

    def inference():
        with torch.no_grad():
            network(features)

    training = measured(training_step, seconds)
    network.eval()
    inferring = measured(inference, seconds)
    weights = sum(parameter.numel() for parameter in network.parameters())
    print(
        f"STEP weights={weights} training={training[0]:.4f},{training[len(training) // 2]:.4f} "
        f"inference={inferring[0]:.4f},{inferring[len(inferring) // 2]:.4f} version={torch.__version__}"
    )


def main():
    network = NETWORKS[sys.argv[1]]()
    shape = [int(size) for size in sys.argv[2].split("x")]
    measure(network, shape, int(sys.argv[3]), sys.argv[4] == "channels-last", float(sys.argv[5]))


if __name__ == "__main__":
    main()
