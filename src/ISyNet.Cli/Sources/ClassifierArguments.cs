using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using ISyNet.Graph;
using ISyNet.Images.Decoding;
using ISyNet.Images.Resizing;
using ISyNet.Onnx.Signatures;
using ISyNet.Runtime;

namespace ISyNet.Cli.Sources;

/// <summary>What a command line says of a classifier that its file does not say: the same options for every command that shows pictures to one.</summary>
internal sealed class ClassifierArguments
{
    private static readonly (string Name, PictureLayout Value)[] Layouts = [("nchw", PictureLayout.ChannelsFirst), ("nhwc", PictureLayout.ChannelsLast)];

    private static readonly (string Name, PictureChannels Value)[] Orders = [("rgb", PictureChannels.Rgb), ("bgr", PictureChannels.Bgr), ("grey", PictureChannels.Grey)];

    private static readonly (string Name, PictureInterpolation Value)[] Interpolations = [("bicubic", PictureInterpolation.Bicubic), ("bilinear", PictureInterpolation.Bilinear)];

    private readonly Option<string?> _input = new("--input") { Description = "Size of the pictures where the model leaves it free (and of those that a result folder is shown), such as 3x224x224." };
    private readonly Option<string?> _mean = new("--mean") { Description = "Subtracted from a scaled pixel: one number, or one a channel joined by commas. Default: what the file says, else 0 (ImageNet's for 1000 classes)." };
    private readonly Option<string?> _std = new("--std") { Description = "Divides the difference, likewise. Default: what the file says, else 1 (ImageNet's for 1000 classes)." };
    private readonly Option<string?> _scale = new("--scale") { Description = "Multiplies a pixel of 0..255 before: 1/255 (default where the file says nothing) or 1." };
    private readonly Option<string?> _layout = new("--layout") { Description = "nchw (channels first) or nhwc (channels last). Default: what the file's shapes say." };
    private readonly Option<string?> _channels = new("--channels") { Description = "rgb, bgr or grey. Default: what the file says, else rgb, and grey for one channel." };
    private readonly Option<int> _resize = new("--resize") { Description = "Shorter side of pictures before the centre is cut out: 256 for ImageNet (as few as the network takes)." };
    private readonly Option<string> _interpolation = new("--interpolation") { Description = "How pictures are resized: bicubic or bilinear.", DefaultValueFactory = _ => "bicubic" };
    private readonly Option<string?> _output = new("--output") { Description = "The output that has the classes. Default: the one behind the most layers." };
    private readonly Option<bool> _logits = new("--logits") { Description = "The classes' values are logits, and softmax makes them probabilities." };
    private readonly Option<bool> _probabilities = new("--probabilities") { Description = "The classes' values are probabilities already." };

    public ClassifierArguments(Command command)
    {
        foreach (var option in (Option[])[_input, _mean, _std, _scale, _layout, _channels, _resize, _interpolation, _output, _logits, _probabilities])
            command.Options.Add(option);
    }

    /// <summary>The size that <c>--input</c> gives; null without it.</summary>
    public string? Input(ParseResult result) => result.GetValue(_input);

    /// <summary>Whether anything but sizes is said: what only an ONNX file can be told.</summary>
    public bool SaysMore(ParseResult result) =>
        result.GetValue(_logits) || result.GetValue(_probabilities) || ((Option<string?>[])[_mean, _std, _scale, _layout, _channels, _output]).Any(option => result.GetValue(option) is not null);

    public ClassifierOptions Options(ParseResult result)
    {
        if (result.GetValue(_logits) && result.GetValue(_probabilities))
            throw new UsageException("--logits and --probabilities exclude each other");
        return new ClassifierOptions
        {
            Input = result.GetValue(_input) is { } shape ? Shape.Parse(shape) : null,
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

    /// <summary>Opens a model, and tells on standard error what had to be assumed.</summary>
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
