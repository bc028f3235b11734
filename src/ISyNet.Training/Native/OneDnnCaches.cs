namespace ISyNet.Training.Native;

/// <summary>The cache sizes that oneDNN plans its kernels by, and what was done about them.</summary>
public enum OneDnnCaches
{
    /// <summary>This libtorch keeps them elsewhere, or nowhere: nothing was done.</summary>
    Unknown,

    /// <summary>They can be true: nothing was done.</summary>
    Sane,

    /// <summary>They could not be true; oneDNN now takes its own defaults.</summary>
    Mended,

    /// <summary>They cannot be true and were left so, which only a test asks for.</summary>
    Absurd,
}
