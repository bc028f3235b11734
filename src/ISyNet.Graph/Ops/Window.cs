namespace ISyNet.Graph.Ops;

/// <summary>
/// The sliding window of a convolution or pooling, in elements: kernel, stride, padding per side, dilation.
/// Output size = floor((in + padBegin + padEnd - dilation*(kernel-1) - 1) / stride) + 1.
/// </summary>
public readonly record struct Window(
    int KernelH, int KernelW,
    int StrideH = 1, int StrideW = 1,
    int PadTop = 0, int PadLeft = 0, int PadBottom = 0, int PadRight = 0,
    int DilationH = 1, int DilationW = 1)
{
    /// <summary>A kernel with padding floor(k/2) on every side.</summary>
    public static Window Same(int kernelH, int kernelW, int strideH = 1, int strideW = 1) => new(
        kernelH, kernelW, strideH, strideW, kernelH / 2, kernelW / 2, kernelH / 2, kernelW / 2);

    /// <summary>A square kernel with padding floor(k/2) on every side.</summary>
    public static Window Square(int kernel, int stride = 1) => Same(kernel, kernel, stride, stride);

    /// <summary>Kernel elements.</summary>
    public int KernelArea => KernelH * KernelW;

    /// <summary>Rows and columns that the window yields over an input of the given size.</summary>
    /// <exception cref="GraphException">The window does not fit the input.</exception>
    public (int Height, int Width) Slide(int height, int width, bool ceil = false) => (
        Slide(height, KernelH, StrideH, PadTop, PadBottom, DilationH, ceil),
        Slide(width, KernelW, StrideW, PadLeft, PadRight, DilationW, ceil));

    private static int Slide(int size, int kernel, int stride, int padBegin, int padEnd, int dilation, bool ceil)
    {
        var room = size + padBegin + padEnd - (dilation * (kernel - 1)) - 1;
        if (kernel < 1 || stride < 1 || dilation < 1 || room < 0)
            throw new GraphException($"a window of {kernel} (stride {stride}, dilation {dilation}, padding {padBegin}+{padEnd}) does not fit an input of {size}");
        if (!ceil)
            return (room / stride) + 1;
        var count = ((room + stride - 1) / stride) + 1;
        // A last window that starts in the end padding is dropped, as in PyTorch and ONNX.
        return (count - 1) * stride >= size + padBegin ? count - 1 : count;
    }
}
