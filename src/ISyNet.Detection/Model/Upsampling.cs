namespace ISyNet.Detection.Model;

/// <summary>How a coarse map is brought to the resolution of the next finer one.</summary>
internal enum Upsampling
{
    /// <summary>A 2x2 transposed convolution of stride 2: work of the matrix unit, and trained.</summary>
    TransposedConv,

    /// <summary>Each position is repeated 2x2, a move of data: here to be costed beside the other, not to be trained.</summary>
    Nearest,
}
