using ISyNet.Graph;

namespace ISyNet.Training.Data;

/// <summary>Writes 8-bit images as normalised floats into a batch in NHWC order, by a table of all 256 values per channel.</summary>
internal sealed class PixelScaler
{
    private readonly Shape _shape;
    private readonly float[][] _tables;

    /// <exception cref="ISyNetException">The normalisation is not of the images' channels.</exception>
    public PixelScaler(Shape shape, Normalization normalization)
    {
        normalization.Check(shape.Channels);
        _shape = shape;
        _tables = [.. Enumerable.Range(0, shape.Channels).Select(c => Enumerable.Range(0, 256)
            .Select(pixel => (float)(((pixel / 255.0) - normalization.Mean[c]) / normalization.Std[c])).ToArray())];
    }

    /// <param name="image">One image, CHW.</param>
    /// <param name="target">Takes it, HWC.</param>
    public void Write(ReadOnlySpan<byte> image, Span<float> target)
    {
        var (channels, area) = (_shape.Channels, _shape.Height * _shape.Width);
        for (var c = 0; c < channels; c++)
        {
            var table = _tables[c];
            var plane = image.Slice(c * area, area);
            for (int p = 0, t = c; p < plane.Length; p++, t += channels)
                target[t] = table[plane[p]];
        }
    }
}
