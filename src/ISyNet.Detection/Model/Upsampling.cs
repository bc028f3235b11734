namespace ISyNet.Detection.Model;

/// <summary>The upsampling of a coarse map to the resolution of the next finer one.</summary>
internal enum Upsampling
{
    /// <summary>A trained 2x2 transposed convolution of stride 2, which runs on the matrix unit.</summary>
    TransposedConv,

    /// <summary>Each position is repeated 2x2, which only moves data. It can be costed, for comparison, but not trained.</summary>
    Nearest,
}
