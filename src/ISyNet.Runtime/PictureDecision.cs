using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Onnx.Export;
using ISyNet.Onnx.Proto;
using ISyNet.Onnx.Signatures;

namespace ISyNet.Runtime;

/// <summary>
/// Decides which pictures a model expects. The options of the user come first; then the metadata of the file (ours, WinML's, Ultralytics'), the
/// type and dimensions of the input, and its first operations; then the usual values, which are reported as assumptions.
/// </summary>
internal sealed class PictureDecision
{
    private const int FreeSide = 224;

    /// <summary>From so many classes on a model of three channels is taken for one trained on ImageNet.</summary>
    private const int ImageNetClasses = 1000;

    private readonly string _path;
    private readonly ModelSignature _model;
    private readonly InputSignature _input;
    private readonly ClassifierOptions _options;
    private readonly int _classes;
    private readonly ImmutableArray<string>.Builder _assumed = ImmutableArray.CreateBuilder<string>();

    private PictureDecision(string path, ModelSignature model, InputSignature input, ClassifierOptions options, int classes) =>
        (_path, _model, _input, _options, _classes) = (path, model, input, options, classes);

    /// <summary>Makes the decision.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="model">The facts in the file.</param>
    /// <param name="input">The input for pictures.</param>
    /// <param name="options">The options of the user.</param>
    /// <param name="classes">The number of classes.</param>
    /// <exception cref="ISyNetException">The model does not take pictures, or its input is ambiguous; the message names the option that is needed.</exception>
    public static PictureInput Make(string path, ModelSignature model, InputSignature input, ClassifierOptions options, int classes)
    {
        var decision = new PictureDecision(path, model, input, options, classes);
        var (shape, layout) = decision.Form();
        var channels = decision.Channels(shape.Channels);
        var (factor, addend) = decision.Values(shape.Channels, channels);
        return new PictureInput(shape, layout, channels, factor, addend) { Assumed = decision._assumed.ToImmutable() };
    }

    /// <summary>Whether this product wrote the file, with raw pixels 0..255 as input.</summary>
    public static bool TakesRawPixels(ImmutableSortedDictionary<string, string> metadata) =>
        metadata.GetValueOrDefault(OnnxMetadata.Input)?.Contains("raw pixels", StringComparison.Ordinal) ?? false;

    private (Shape Shape, PictureLayout Layout) Form()
    {
        var dims = PictureDims.FromSignature(_input) ?? throw new ISyNetException($"{_path}: takes {_input}, not pictures of channels, height and width");
        var layout = Layout(dims);
        var (channels, height, width) = layout == PictureLayout.ChannelsFirst || dims.IsFlat ? (dims.First, dims.Second, dims.Third) : (dims.Third, dims.First, dims.Second);
        ImmutableArray<int> wanted = [.. _options.Input?.Dims ?? []];
        if (wanted.Length is not (0 or 2 or 3))
            throw new ISyNetException($"{_path}: --input is {_options.Input}; it must be channels x height x width or height x width");
        var count = Size("channels", channels ?? _input.Start.Channels, wanted.Length == 3 ? wanted[0] : null) ?? (_options.Channels == PictureChannels.Grey ? 1 : AssumedChannels());
        if (count is not (1 or 3))
            throw new ISyNetException($"{_path}: takes {count} channels ({_input}); a picture has 1 (grey) or 3 (colours): try another --layout");
        var (rows, columns) = (Size("height", height, wanted.Length > 0 ? wanted[^2] : null), Size("width", width, wanted.Length > 0 ? wanted[^1] : null));
        if (rows is null || columns is null)
            _assumed.Add($"{rows ?? columns ?? FreeSide}x{columns ?? rows ?? FreeSide} pixels (--input)");
        return (Shape.Map(count, rows ?? columns ?? FreeSide, columns ?? rows ?? FreeSide), layout);
    }

    private int AssumedChannels()
    {
        _assumed.Add("3 channels (--input)");
        return 3;
    }

    private int? Size(string what, int? own, int? wanted) => own is null || wanted is null || own == wanted ? own ?? wanted
        : throw new ISyNetException($"{_path}: the model fixes the {what} {own}: --input {_options.Input} cannot change it");

    private PictureLayout Layout(PictureDims dims)
    {
        if (dims.IsFlat)
            return _options.Layout ?? (dims.First == 1 ? PictureLayout.ChannelsFirst : throw Ask());
        if (_options.Layout is { } said)
            return said;
        if (_input.Start.Layout is { } told)
            return told;
        return (CanBeChannels(dims.First), CanBeChannels(dims.Third)) switch
        {
            (true, false) => PictureLayout.ChannelsFirst,
            (false, true) => PictureLayout.ChannelsLast,
            (false, false) => dims.First <= dims.Third ? PictureLayout.ChannelsFirst : PictureLayout.ChannelsLast,
            _ when dims.Third is 1 or 3 && dims.First is null => PictureLayout.ChannelsLast,
            _ when dims.First is 1 or 3 && dims.Third is null => PictureLayout.ChannelsFirst,
            _ when dims.First is null && dims.Third is null => AssumedLayout(),
            _ => throw Ask(),
        };

        ISyNetException Ask() => new($"{_path}: {_input} does not say whether channels come first or last: give --layout nchw or --layout nhwc");

        static bool CanBeChannels(int? size) => size is null or 1 or 3;
    }

    private PictureLayout AssumedLayout()
    {
        _assumed.Add("channels first (--layout)");
        return PictureLayout.ChannelsFirst;
    }

    private PictureChannels Channels(int count)
    {
        if (_options.Channels is { } said)
        {
            return said == PictureChannels.Grey == (count == 1) ? said
                : throw new ISyNetException($"{_path}: takes {count} channel{(count == 1 ? "" : "s")}: --channels is {(count == 1 ? "grey" : "rgb or bgr")}");
        }

        if (count == 1)
            return PictureChannels.Grey;
        if (TakesRawPixels(_model.Metadata))
            return PictureChannels.Rgb;
        switch (_model.Metadata.GetValueOrDefault("Image.BitmapPixelFormat"))
        {
            case "Bgr8":
                return PictureChannels.Bgr;
            case "Rgb8":
                return PictureChannels.Rgb;
        }

        if (ImageNetOrder(_input.Start.Mean) is { } order)
            return order;
        _assumed.Add("red green blue (--channels)");
        return PictureChannels.Rgb;
    }

    private (ImmutableArray<float> Factor, ImmutableArray<float> Addend) Values(int count, PictureChannels channels)
    {
        var isOurs = TakesRawPixels(_model.Metadata);
        if (isOurs && _options.SaysValues)
            throw new ISyNetException($"{_path}: takes raw pixels and normalises them itself: remove --mean, --std and --scale");
        if (isOurs)
            return Affine(1, 0);
        if (_options.SaysValues)
            return Said(count);
        switch (_model.Metadata.GetValueOrDefault("Image.NominalPixelRange"))
        {
            case "NominalRange_0_255":
                return Affine(1, 0);
            case "Normalized_0_1":
                return Affine(1 / 255f, 0);
            case "Normalized_1_1":
                return Affine(2 / 255f, -1);
        }

        if (_model.Metadata.ContainsKey("task") && _model.Metadata.ContainsKey("names") && _model.Metadata.ContainsKey("imgsz"))
            return Affine(1 / 255f, 0);
        if (_input.Type is OnnxDataType.UInt8 or OnnxDataType.UInt16 or OnnxDataType.Int32 or OnnxDataType.Int64)
            return Affine(1, 0);
        if (_input.Type == OnnxDataType.Int8)
            throw new ISyNetException($"{_path}: takes signed bytes and does not say how pixels are converted: give --scale and --mean, such as --scale 1 --mean 128");
        if (_input.Start.Normalizes && Wanted(_input.Start) is { } scale)
            return Affine(scale, 0);
        if (count == 3 && _classes >= ImageNetClasses)
        {
            _assumed.Add($"ImageNet's mean and deviation, for {_classes} classes (--mean, --std, --scale)");
            var figures = Normalization.ImageNet;
            var (mean, std) = channels == PictureChannels.Bgr ? (figures.Mean.Reverse(), figures.Std.Reverse()) : (figures.Mean.AsEnumerable(), figures.Std.AsEnumerable());
            return Normalized([.. mean], [.. std], 1 / 255f, count);
        }

        _assumed.Add("pixels as 0..1 (--mean, --std, --scale)");
        return Affine(1 / 255f, 0);

        (ImmutableArray<float>, ImmutableArray<float>) Affine(float factor, float addend) => ([.. Enumerable.Repeat(factor, count)], [.. Enumerable.Repeat(addend, count)]);
    }

    /// <summary>The factor of a pixel for a model that shifts and scales its input, found from its constants; null if they do not show it.</summary>
    private static float? Wanted(PictureStart start)
    {
        var (mean, deviation) = (start.Mean, start.Factor.Select(factor => Math.Abs(1 / factor)).ToArray());
        if (mean.Any(m => m > 1.5) || deviation.Min() >= 20)
            return 1;
        return mean.All(m => m is >= 0 and <= 1) && deviation.All(d => d is > 0.05 and <= 1) ? 1 / 255f : null;
    }

    private (ImmutableArray<float> Factor, ImmutableArray<float> Addend) Said(int count)
    {
        ImmutableArray<float> mean = _options.Mean.IsDefaultOrEmpty ? [0] : _options.Mean, std = _options.Std.IsDefaultOrEmpty ? [1] : _options.Std;
        if (_options.Scale is null && mean.Concat(std).Any(m => m > 2))
            throw new ISyNetException($"{_path}: a mean or deviation above 2 is for pixels 0..255: add --scale 1");
        return Normalized(mean, std, _options.Scale ?? 1 / 255f, count);
    }

    private (ImmutableArray<float> Factor, ImmutableArray<float> Addend) Normalized(ImmutableArray<float> mean, ImmutableArray<float> std, float scale, int count)
    {
        if (mean.Length != 1 && mean.Length != count || std.Length != 1 && std.Length != count)
            throw new ISyNetException($"{_path}: takes {count} channel{(count == 1 ? "" : "s")}, but --mean has {mean.Length} numbers and --std {std.Length}: give one for all, or one per channel");
        if (mean.Append(scale).Any(m => !float.IsFinite(m)) || scale == 0 || std.Any(s => !float.IsFinite(s) || s <= 0))
            throw new ISyNetException($"{_path}: --mean takes finite numbers, --std numbers above 0, --scale a number that is not 0");
        return ([.. Enumerable.Range(0, count).Select(c => scale / At(std, c))], [.. Enumerable.Range(0, count).Select(c => -At(mean, c) / At(std, c))]);

        static float At(ImmutableArray<float> numbers, int c) => numbers[Math.Min(c, numbers.Length - 1)];
    }

    /// <summary>The order of the channels, if the mean is ImageNet's.</summary>
    private static PictureChannels? ImageNetOrder(ImmutableArray<double> mean)
    {
        if (mean.Length != 3)
            return null;
        var scale = mean.Any(m => m > 1.5) ? 255 : 1;
        return Is(0, 1, 2) ? PictureChannels.Rgb : Is(2, 1, 0) ? PictureChannels.Bgr : null;

        bool Is(params int[] order) => order.Select((c, i) => Math.Abs((mean[i] / scale) - Normalization.ImageNet.Mean[c])).All(distance => distance < 0.015);
    }
}
