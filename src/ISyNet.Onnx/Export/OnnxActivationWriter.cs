using ISyNet.Graph;
using ISyNet.Graph.Ops;

namespace ISyNet.Onnx.Export;

/// <summary>Activations as operators of opset 17. Later functions are written as several operators.</summary>
internal static class OnnxActivationWriter
{
    public static string Add(OnnxGraphWriter writer, string name, ActivationKind function, string input) => function switch
    {
        ActivationKind.Relu6 => writer.AddNode("Clip", name, [input, Scalar(writer, $"{name}.min", 0), Scalar(writer, $"{name}.max", 6)]),
        ActivationKind.HardSigmoid => writer.AddNode("HardSigmoid", name, [input],
            new OnnxAttribute("alpha", 1f / 6),
            new OnnxAttribute("beta", 0.5f)),
        // The slope is an attribute: as a constant, it would be read back as a trained parameter.
        ActivationKind.PRelu => writer.AddNode("LeakyRelu", name, [input], new OnnxAttribute("alpha", 0.25f)),
        ActivationKind.Swish => writer.AddNode("Mul", name, [input, writer.AddNode("Sigmoid", $"{name}.sigmoid", [input])]),
        ActivationKind.Mish => writer.AddNode("Mul", name,
            [input, writer.AddNode("Tanh", $"{name}.tanh", [writer.AddNode("Softplus", $"{name}.softplus", [input])])]),
        ActivationKind.Gelu => Gelu(writer, name, input),
        ActivationKind.Relu or ActivationKind.LeakyRelu or ActivationKind.Elu or ActivationKind.Sigmoid or ActivationKind.HardSwish
            or ActivationKind.Tanh or ActivationKind.Softplus => writer.AddNode($"{function}", name, [input]),
        _ => throw new GraphException($"layer '{name}': the activation {function} cannot be written as ONNX"),
    };

    /// <summary>x (1 + erf(x / sqrt 2)) / 2.</summary>
    private static string Gelu(OnnxGraphWriter writer, string name, string input)
    {
        var scaled = writer.AddNode("Mul", $"{name}.scaled", [input, Scalar(writer, $"{name}.root", (float)(1 / Math.Sqrt(2)))]);
        var erf = writer.AddNode("Erf", $"{name}.erf", [scaled]);
        var shifted = writer.AddNode("Add", $"{name}.shifted", [erf, Scalar(writer, $"{name}.one", 1)]);
        var halved = writer.AddNode("Mul", $"{name}.halved", [shifted, Scalar(writer, $"{name}.half", 0.5f)]);
        return writer.AddNode("Mul", name, [input, halved]);
    }

    private static string Scalar(OnnxGraphWriter writer, string name, float value) => writer.Constant(name, new Shape(), [value]);
}
