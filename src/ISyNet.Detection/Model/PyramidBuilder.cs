using ISyNet.Graph;
using ISyNet.Graph.Ops;

namespace ISyNet.Detection.Model;

/// <summary>
/// Adds the pyramid: a 1x1 convolution brings each feature to one width, each coarser sum is upsampled and added to the next
/// finer one, and a 3x3 convolution smooths every level.
/// </summary>
internal static class PyramidBuilder
{
    /// <param name="builder">Receives the layers.</param>
    /// <param name="features">The backbone's feature maps, finest first.</param>
    /// <param name="layout">Its width.</param>
    /// <param name="upsampling">The upsampling of a level to the next finer one.</param>
    /// <returns>The levels, finest first.</returns>
    public static int[] Add(NetworkBuilder builder, int[] features, DetectorLayout layout, Upsampling upsampling)
    {
        var levels = new int[features.Length];
        var above = -1;
        for (var i = features.Length - 1; i >= 0; i--)
        {
            var name = $"pyramid.{DetectorBuilder.LevelName(layout.Strides[i])}";
            var sum = builder.AddConv($"{name}.lateral", features[i], layout.Channels, Window.Square(1), null);
            if (above >= 0)
            {
                var up = Upsample(builder, $"{name}.up", above, builder[sum], layout, upsampling);
                sum = builder.Add($"{name}.add", new Elementwise(ElementwiseKind.Add), sum, up);
            }

            above = sum;
            levels[i] = builder.AddConv($"{name}.smooth", sum, layout.Channels, Window.Square(3), ActivationKind.Relu);
        }

        return levels;
    }

    private static int Upsample(NetworkBuilder builder, string name, int layer, Shape target, DetectorLayout layout, Upsampling upsampling)
    {
        // If a size is odd (7 to 4), the result is cropped: the 2x2 windows of a transposed convolution do not overlap.
        var (cutH, cutW) = ((2 * builder[layer].Height) - target.Height, (2 * builder[layer].Width) - target.Width);
        if (cutH is < 0 or > 1 || cutW is < 0 or > 1)
            throw new DetectionException($"{name}: {builder[layer]} is not half of {target}");
        return upsampling == Upsampling.TransposedConv
            ? builder.Add(name, new ConvTranspose(layout.Channels, new Window(2, 2, 2, 2, 0, 0, cutH, cutW)), layer)
            : builder.AddShaped(name, new Imported("Resize", WorkKind.Resize), target, layer);
    }
}
