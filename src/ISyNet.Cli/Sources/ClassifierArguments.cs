using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using ISyNet.Graph;
using ISyNet.Images.Decoding;
using ISyNet.Images.Resizing;
using ISyNet.Onnx.Signatures;
using ISyNet.Runtime;

namespace ISyNet.Cli.Sources;

/// <summary>The options that say what the file of a classifier does not say. They are the same for every command that runs a classifier on pictures.</summary>
internal sealed class ClassifierArguments
{
    private static readonly (string Name, PictureLayout Value)[] Layouts = [("nchw", PictureLayout.ChannelsFirst), ("nhwc", PictureLayout.ChannelsLast)];

    private static readonly (string Name, PictureChannels Value)[] Orders = [("rgb", PictureChannels.Rgb), ("bgr", PictureChannels.Bgr), ("grey", PictureChannels.Grey)];

    private static readonly (string Name, PictureInterpolation Value)[] Interpolations = [("bicubic", PictureInterpolation.Bicubic), ("bilinear", PictureInterpolation.Bilinear)];

    /// <summary>What <c>--layout</c> takes.</summary>
    public static IEnumerable<string> LayoutNames => Layouts.Select(layout => layout.Name);

    /// <summary>What <c>--channels</c> takes.</summary>
    public static IEnumerable<string> ChannelNames => Orders.Select(order => order.Name);

    /// <summary>What <c>--interpolation</c> takes.</summary>
    public static IEnumerable<string> InterpolationNames => Interpolations.Select(interpolation => interpolation.Name);

    private readonly Option<string?> _input = new("--input") { Description = "Size of the pictures if the model leaves it free, or for a result folder, such as 3x224x224." };
    private readonly Option<string?> _mean = new("--mean") { Description = "Number to subtract from a scaled pixel: one, or one per channel joined by commas. Default: from the file, otherwise 0 (ImageNet's mean for 1000 classes)." };
    private readonly Option<string?> _std = new("--std") { Description = "Number to divide by after --mean, one or one per channel. Default: from the file, otherwise 1 (ImageNet's deviation for 1000 classes)." };
    private readonly Option<string?> _scale = new("--scale") { Description = "Number to multiply a pixel of 0..255 by, before --mean: 1/255 or 1. Default: from the file, otherwise 1/255." };
    private readonly Option<string?> _layout = new("--layout") { Description = "nchw (channels first) or nhwc (channels last). Default: from the shapes in the file." };
    private readonly Option<string?> _channels = new("--channels") { Description = "rgb, bgr or grey. Default: from the file, otherwise rgb, or grey for one channel." };
    private readonly Option<int> _resize = new("--resize") { Description = "Resize the shorter side of pictures to this before the centre crop, such as 256 for ImageNet. Default: the input size of the network." };
    private readonly Option<string> _interpolation = new("--interpolation") { Description = "How pictures are resized: bicubic or bilinear.", DefaultValueFactory = _ => "bicubic" };
    private readonly Option<string?> _output = new("--output") { Description = "The output with the classes. Default: the one after the most layers." };
    private readonly Option<bool> _logits = new("--logits") { Description = "The output values are logits: softmax turns them into probabilities." };
    private readonly Option<bool> _probabilities = new("--probabilities") { Description = "The output values are already probabilities." };

    public ClassifierArguments(Command command)
    {
        foreach (var option in (Option[])[_input, _mean, _std, _scale, _layout, _channels, _resize, _interpolation, _output, _logits, _probabilities])
            command.Options.Add(option);
    }

    /// <summary>The size that <c>--input</c> gives; null without it.</summary>
    public string? Input(ParseResult result) => result.GetValue(_input);

    /// <summary>Whether an option that works only with an ONNX file is given.</summary>
    public bool SaysMore(ParseResult result) =>
        result.GetValue(_logits) || result.GetValue(_probabilities) || ((Option<string?>[])[_mean, _std, _scale, _layout, _channels, _output]).Any(option => result.GetValue(option) is not null);

    public ClassifierOptions Options(ParseResult result)
    {
        if (result.GetValue(_logits) && result.GetValue(_probabilities))
            throw new UsageException("--logits and --probabilities exclude each other");
        return new ClassifierOptions
        {
            Input = result.GetValue(_input) is { } shape ? OptionValue.Shape("--input", shape) : null,
            Mean = Numbers(result, _mean),
            Std = Numbers(result, _std),
            Scale = result.GetValue(_scale) is { } scale ? Number(_scale, scale) : null,
            Layout = result.GetValue(_layout) is { } layout ? Choice(_layout, layout, Layouts) : null,
            Channels = result.GetValue(_channels) is { } channels ? Choice(_channels, channels, Orders) : null,
            Output = result.GetValue(_output),
            Logits = result.GetValue(_logits) ? true : result.GetValue(_probabilities) ? false : null,
        };
    }

    public PictureReading Reading(ParseResult result, Shape shape) => new(shape)
    {
        ResizeSide = result.GetValue(_resize),
        Interpolation = Choice(_interpolation, result.GetRequiredValue(_interpolation), Interpolations),
    };

    /// <summary>Opens a model, and reports assumptions on standard error.</summary>
    public Classifier Open(ParseResult result, string path)
    {
        var classifier = Classifier.Open(path, Options(result));
        if (!classifier.Assumed.IsEmpty)
            Console.Error.WriteLine($"isynet: {path}: assumed: {string.Join("; ", classifier.Assumed)}");
        return classifier;
    }

    private static T Choice<T>(Option option, string text, (string Name, T Value)[] choices)
    {
        var found = Array.FindIndex(choices, choice => choice.Name.Equals(text, StringComparison.OrdinalIgnoreCase));
        return found >= 0 ? choices[found].Value : throw new UsageException($"{option.Name} takes {string.Join(" or ", choices.Select(choice => choice.Name))}, not '{text}'");
    }

    private static ImmutableArray<float> Numbers(ParseResult result, Option<string?> option) =>
        result.GetValue(option) is { } text ? [.. text.Split(',', StringSplitOptions.TrimEntries).Select(part => Number(option, part))] : [];

    /// <summary>A number, or a fraction such as <c>1/255</c>.</summary>
    private static float Number(Option option, string text)
    {
        var parts = text.Split('/');
        if (parts.Length <= 2 && float.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            if (parts.Length == 1)
                return number;
            if (float.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var divisor) && divisor != 0)
                return number / divisor;
        }

        throw new UsageException($"{option.Name} takes numbers such as 0.5, 1/255 or 0.485,0.456,0.406, not '{text}'");
    }
}
