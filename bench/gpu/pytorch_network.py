"""A network in PyTorch from its list of layers (bench command `layers`), for the loops that the benchmarks compare with."""
from torch import nn


class Network(nn.Module):
    """The layers in order, each with the numbers of the layers that it reads. A kind that is not known is an error."""

    def __init__(self, layers):
        super().__init__()
        self.layers = layers
        self.parts = nn.ModuleList([self.part(layer) for layer in layers])

    @staticmethod
    def part(layer):
        kind = layer["kind"]
        if kind == "conv":
            return nn.Conv2d(layer["from"], layer["to"], layer["kernel"], layer["stride"], layer["padding"], groups=layer["groups"], bias=layer["bias"])
        if kind == "linear":
            return nn.Linear(layer["from"], layer["to"])
        if kind == "norm":
            return nn.BatchNorm2d(layer["channels"])
        if kind == "maxpool":
            return nn.MaxPool2d(layer["kernel"], layer["stride"], layer["padding"])
        parts = {"relu": lambda: nn.ReLU(inplace=True), "pool": lambda: nn.AdaptiveAvgPool2d(1), "flatten": nn.Flatten, "input": nn.Identity, "add": nn.Identity}
        return parts[kind]()

    def forward(self, images):
        outputs = []
        for layer, part in zip(self.layers, self.parts):
            inputs = [outputs[i] for i in layer["inputs"]] or [images]
            outputs.append(inputs[0] + inputs[1] if layer["kind"] == "add" else part(inputs[0]))
        return outputs[-1]
