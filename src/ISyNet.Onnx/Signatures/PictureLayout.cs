namespace ISyNet.Onnx.Signatures;

/// <summary>The order of a picture's dimensions.</summary>
public enum PictureLayout
{
    /// <summary>Channels, rows, columns: PyTorch's.</summary>
    ChannelsFirst,

    /// <summary>Rows, columns, channels: TensorFlow's.</summary>
    ChannelsLast,
}
