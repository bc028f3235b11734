using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Graph;
using ISyNet.Onnx.Signatures;

namespace ISyNet.Runtime;

/// <summary>
/// The conversion of a picture to the input of a model: its size, the order of dimensions and channels, and the number for a pixel:
/// pixel x factor + addend.
/// </summary>
/// <param name="Shape">Channels (1 or 3) x height x width of the pictures.</param>
/// <param name="Layout">The order of the dimensions in the model.</param>
/// <param name="Channels">The order of the channels in the model.</param>
/// <param name="Factor">The factor of a pixel of 0..255, one number per channel of the model.</param>
/// <param name="Addend">The number to add after that, one per channel.</param>
public sealed record PictureInput(Shape Shape, PictureLayout Layout, PictureChannels Channels, ImmutableArray<float> Factor, ImmutableArray<float> Addend)
{
    /// <summary>The assumptions, each with the option that replaces it; empty if nothing is assumed.</summary>
    public ImmutableArray<string> Assumed { get; init; } = [];

    /// <summary>Writes the input of the model.</summary>
    /// <param name="pixels">8-bit pixels of <see cref="Shape"/>, red before green before blue.</param>
    /// <param name="sample">The same number of values, in the order of the model.</param>
    public void Fill(ReadOnlySpan<byte> pixels, Span<float> sample)
    {
        var (channels, plane) = (Shape.Channels, Shape.Height * Shape.Width);
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, channels * plane);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sample.Length, pixels.Length);
        for (var c = 0; c < channels; c++)
        {
            var from = pixels.Slice((Channels == PictureChannels.Bgr ? channels - 1 - c : c) * plane, plane);
            var (step, start) = Layout == PictureLayout.ChannelsLast ? (channels, c) : (1, c * plane);
            for (var p = 0; p < plane; p++)
                sample[start + (p * step)] = (from[p] * Factor[c]) + Addend[c];
        }
    }

    /// <summary>In words: <c>3x224x224, channels first, red green blue, (pixel / 255 - mean) / deviation</c>.</summary>
    public override string ToString() =>
        $"{Shape}, {(Layout == PictureLayout.ChannelsLast ? "channels last" : "channels first")}, {Words(Channels)}, pixel x {List(Factor)} + {List(Addend)}";

    internal static string Words(PictureChannels channels) => channels switch
    {
        PictureChannels.Rgb => "red green blue",
        PictureChannels.Bgr => "blue green red",
        _ => "grey",
    };

    private static string List(ImmutableArray<float> numbers) =>
        string.Join(',', (numbers.Distinct().Count() == 1 ? numbers.Take(1) : numbers).Select(n => n.ToString("0.#####", CultureInfo.InvariantCulture)));
}
