using System.Collections.Immutable;
using System.CommandLine;
using ISyNet.Graph;

namespace ISyNet.Cli.Sources;

/// <summary>The shapes of <c>--input</c>: one for the image, and those of inputs by their names.</summary>
/// <param name="Image">The shape without a name; null without one.</param>
/// <param name="ByName">The others.</param>
internal sealed record InputShapes(Shape? Image, ImmutableDictionary<string, Shape> ByName)
{
    /// <summary>No shape: what the file or the zoo says.</summary>
    public static readonly InputShapes None = new(null, ImmutableDictionary<string, Shape>.Empty);

    /// <summary>The option, for networks that may be ONNX files.</summary>
    public static Option<string[]> Option() => new("--input")
    {
        Description = "Input of one image, such as 3x224x224; NAME=SHAPE for an input of an ONNX file by its name, and again for others.",
        DefaultValueFactory = _ => [],
    };

    /// <summary>Reads the values of the option.</summary>
    /// <exception cref="UsageException">One is no shape, or two are for the same input.</exception>
    public static InputShapes Parse(IEnumerable<string> values)
    {
        var shapes = None;
        foreach (var value in values)
        {
            var end = value.LastIndexOf('=');
            var shape = OptionValue.Shape("--input", value[(end + 1)..]);
            if (end < 0 ? shapes.Image is not null : shapes.ByName.ContainsKey(value[..end]))
                throw new UsageException($"--input {value}: {(end < 0 ? "the image" : $"'{value[..end]}'")} has a shape already");
            shapes = end < 0 ? shapes with { Image = shape } : shapes with { ByName = shapes.ByName.Add(value[..end], shape) };
        }

        return shapes;
    }

    /// <summary>The shape of a network that has only an image as its input.</summary>
    /// <exception cref="UsageException">A shape has a name, or is not that of an image.</exception>
    public Shape? OfImage(string net)
    {
        if (!ByName.IsEmpty)
            throw new UsageException($"--input {ByName.Keys.Order(StringComparer.Ordinal).First()}=SHAPE is for ONNX files; {net} has one input: leave its name out");
        return Image is { } image ? OptionValue.Image("--input", image) : null;
    }
}
