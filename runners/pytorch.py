#!/usr/bin/env python3
"""
Times an ONNX file on a GPU under PyTorch: pytorch.py MODEL.onnx BATCH REPEATS. fp16, channels last, one CUDA graph, cuDNN's choice by trial.
The graph is run operator by operator: Conv+Relu and Conv+Add+Relu are one call of cuDNN each, all others are calls of their own. Weights
are zeros: the time of a dense kernel does not depend on values. Operators that it does not know end it with a line that names them.
"""
import sys

import numpy
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper, shape_inference


def attributes(node):
    return {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}


def main():
    path, batch, repeats = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    torch.backends.cudnn.benchmark = True
    model = shape_inference.infer_shapes(onnx.load(path))
    graph = model.graph
    values = {i.name: torch.from_numpy(numpy_helper.to_array(i).copy()) for i in graph.initializer}
    shapes = {v.name: [d.dim_value for d in v.type.tensor_type.shape.dim] for v in list(graph.value_info) + list(graph.output)}
    weights = {}

    def place(tensor):
        tensor = tensor.half().cuda() if tensor.is_floating_point() else tensor
        return tensor.to(memory_format=torch.channels_last) if tensor.dim() == 4 else tensor

    nodes = []
    for node in graph.node:
        if node.op_type == "ConstantOfShape":
            weights[node.output[0]] = place(torch.zeros([int(d) for d in values[node.input[0]]]))
        elif node.op_type == "Constant":
            weights[node.output[0]] = torch.from_numpy(numpy_helper.to_array(attributes(node)["value"]).copy())
        else:
            nodes.append(node)
    for name, value in values.items():
        weights.setdefault(name, place(value))
    readers = {}
    for node in nodes:
        for name in node.input:
            readers.setdefault(name, []).append(node)
    given = next(i for i in graph.input if i.name not in values)
    size = [d.dim_value or 224 for d in given.type.tensor_type.shape.dim][1:]
    image = torch.zeros([batch] + size, device="cuda", dtype=torch.half).to(memory_format=torch.channels_last)

    def only(name):
        found = readers.get(name, [])
        return found[0] if len(found) == 1 and name not in {o.name for o in graph.output} else None

    # Which nodes run inside a convolution.
    fused, inside = {}, set()
    for node in nodes:
        after = only(node.output[0]) if node.op_type == "Conv" else None
        if after is not None and after.op_type == "Relu":
            fused[id(node)] = (after, None)
            inside.add(id(after))
    for node in nodes:
        if node.op_type != "Add" or only(node.output[0]) is None or only(node.output[0]).op_type != "Relu":
            continue
        for k in (0, 1):
            conv = next((n for n in nodes if n.output[0] == node.input[k]), None)
            if conv is not None and conv.op_type == "Conv" and id(conv) not in fused and only(conv.output[0]) is node:
                fused[id(node)] = (only(node.output[0]), conv, node.input[1 - k])
                inside.update({id(conv), id(only(node.output[0]))})
                break

    def convolve(node, tensors, relu, other=None):
        a = attributes(node)
        x, w = tensors[node.input[0]], tensors[node.input[1]]
        b = tensors[node.input[2]] if len(node.input) > 2 else torch.zeros(w.shape[0], device="cuda", dtype=torch.half)
        pads, stride = a.get("pads", [0, 0, 0, 0]), a.get("strides", [1, 1])
        dilation, group = a.get("dilations", [1, 1]), a.get("group", 1)
        if pads[:2] != pads[2:]:
            x, pads = F.pad(x, (pads[1], pads[3], pads[0], pads[2])), [0, 0]
        if other is not None:
            return torch.cudnn_convolution_add_relu(x, w, other, 1.0, b, stride, pads[:2], dilation, group)
        if relu:
            return torch.cudnn_convolution_relu(x, w, b, stride, pads[:2], dilation, group)
        return F.conv2d(x, w, b, stride, pads[:2], dilation, group)

    def operator(node, t):
        a, x = attributes(node), [t[i] for i in node.input if i]
        kind = node.op_type
        if kind == "Conv":
            return convolve(node, t, False)
        if kind in ("Add", "Sub", "Mul", "Div"):
            return {"Add": torch.add, "Sub": torch.sub, "Mul": torch.mul, "Div": torch.div}[kind](x[0], x[1])
        if kind == "MaxPool":
            return F.max_pool2d(x[0], a["kernel_shape"], a.get("strides"), a.get("pads", [0, 0])[:2], ceil_mode=bool(a.get("ceil_mode", 0)))
        if kind == "AveragePool":
            return F.avg_pool2d(x[0], a["kernel_shape"], a.get("strides"), a.get("pads", [0, 0])[:2], bool(a.get("ceil_mode", 0)), bool(a.get("count_include_pad", 0)))
        if kind == "GlobalAveragePool":
            return F.adaptive_avg_pool2d(x[0], 1)
        if kind == "Flatten":
            return x[0].flatten(1)
        if kind == "Gemm":
            return F.linear(x[0], x[1] if a.get("transB") else x[1].t(), x[2] if len(x) > 2 else None)
        if kind == "Concat":
            return torch.cat(x, a["axis"])
        if kind == "Clip":
            return torch.clamp(x[0], 0, 6)
        simple = {"Relu": F.relu, "Sigmoid": torch.sigmoid, "HardSigmoid": F.hardsigmoid, "HardSwish": F.hardswish, "Tanh": torch.tanh, "Erf": torch.erf}
        if kind in simple:
            return simple[kind](x[0])
        print(f"isynet error the operator {kind} is not known to this runner")
        print("isynet done")
        sys.exit(1)

    def run():
        t = dict(weights)
        t[given.name] = image
        for node in nodes:
            if id(node) in fused:
                entry = fused[id(node)]
                relu = entry[0]
                if len(entry) == 3:
                    t[relu.output[0]] = convolve(entry[1], t, True, t[entry[2]])
                else:
                    t[relu.output[0]] = convolve(node, t, True)
            elif id(node) not in inside:
                t[node.output[0]] = operator(node, t)
        return [t[o.name] for o in graph.output]

    with torch.inference_mode():
        side = torch.cuda.Stream()
        with torch.cuda.stream(side):
            for _ in range(3):
                run()
        torch.cuda.synchronize()
        recorded = torch.cuda.CUDAGraph()
        with torch.cuda.graph(recorded):
            run()
        for i in range(5 + repeats):
            begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
            begin.record()
            recorded.replay()
            end.record()
            torch.cuda.synchronize()
            if i >= 5:
                print(f"isynet ms {begin.elapsed_time(end):.6f}")
    print(f"isynet condition device {torch.cuda.get_device_name()}")
    print(f"isynet condition runtime PyTorch {torch.__version__}, fp16, channels last, CUDA graph")
    print("isynet done")


main()
