using ISyNet.Graph;
using ISyNet.Hardware.Devices;

namespace ISyNet.Hardware.Lowering;

/// <summary>How tensors lie in a device's memory: channels padded, as Ascend's NC1HWC0 layout does.</summary>
internal sealed class TensorLayout(Precision precision)
{
    /// <summary>Elements of one sample in memory. An image is a network input, for which the device may pad less.</summary>
    public long Elements(Shape shape, bool image = false)
    {
        if (shape.Rank == 0)
            return 1;
        if (shape.IsMap)
            return (long)Channels(shape.Channels, image) * shape.Height * shape.Width;
        // More than a map: a plain array, not in blocks.
        if (shape.Rank > 3)
            return shape.Elements;
        var last = shape.Dims[^1];
        return shape.Elements / last * Padded(last);
    }

    /// <summary>Channels of a feature map in memory.</summary>
    public int Channels(int channels, bool image = false) => image ? precision.Aligned(channels) : Padded(channels);

    /// <summary>Whether channels fill whole blocks.</summary>
    public bool IsAligned(int channels) => channels % precision.ChannelAlign == 0;

    /// <summary>Whether views of a feature map move data, because channels are laid out in blocks.</summary>
    public bool IsBlocked => precision.ChannelAlign > 1;

    private int Padded(int channels) => (channels + precision.ChannelAlign - 1) / precision.ChannelAlign * precision.ChannelAlign;
}
