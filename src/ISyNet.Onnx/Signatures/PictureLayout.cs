namespace ISyNet.Onnx.Signatures;

/// <summary>The order of a picture's dimensions.</summary>
public enum PictureLayout
{
    /// <summary>Channels, rows, columns, as in PyTorch.</summary>
    ChannelsFirst,

    /// <summary>Rows, columns, channels, as in TensorFlow.</summary>
    ChannelsLast,
}
