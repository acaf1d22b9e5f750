"""The counterpart of MonteCarloBenchmark: the same networks, and the loop over whole passes that Monte-Carlo dropout
usually is, with dropout in training mode and everything else in evaluation mode. Prints the seconds of all samples."""

import sys

import torch
from torch import nn
from torch.nn import functional

import resnet20

DROP_RATE = 0.5


def drop(places, place):
    return nn.Dropout(DROP_RATE) if place in places else nn.Identity()


class SmallCnn(nn.Module):
    def __init__(self, places):
        super().__init__()
        layers = [drop(places, "images")]
        inputs = 3
        for outputs in (16, 32, 64):
            layers += [resnet20.normalised(inputs, outputs, 1), nn.ReLU(), nn.MaxPool2d(2), drop(places, "maps")]
            inputs = outputs
        layers += [nn.Flatten(), nn.Linear(64 * 4 * 4, 64, bias=False), nn.BatchNorm1d(64), nn.ReLU()]
        self.body = nn.Sequential(*layers, drop(places, "features"), nn.Linear(64, 10))

    def forward(self, x):
        return self.body(x)


class ResNet20(nn.Module):
    def __init__(self, places):
        super().__init__()
        plain = resnet20.ResNet20()
        modules = list(plain.body)
        stages = [modules[:5], modules[5:8], modules[8:]]
        body = [drop(places, "images")]
        for stage in stages:
            body += stage + [drop(places, "maps")]
        self.body = nn.Sequential(*body)
        self.noise = drop(places, "features")
        self.classifier = plain.classifier

    def forward(self, x):
        return self.classifier(self.noise(self.body(x).mean((2, 3))))


def main():
    network, where, batch, samples = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    places = {"features"} if where == "head" else {"images", "maps", "features"}
    model = {"cnn": SmallCnn, "resnet20": ResNet20}[network](places).eval()
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.train()
    images = torch.rand(batch, 3, 32, 32)

    def sample():
        with torch.no_grad():
            mean = sum(functional.softmax(model(images), 1) for _ in range(samples)) / samples
        return mean

    resnet20.WARM_UP_SECONDS, resnet20.SECONDS = 2, 5
    print(f"RESULT {resnet20.median_time(sample):.5f}")


main()
