namespace ISyNet.Evaluators.Supernets;

/// <summary>
/// One parameter that all subnets share, of the largest size that was needed so far: (out, area, in), the memory order of
/// <c>ParameterStore</c>; a vector is (out, 1, 1). A subnet reads and writes the first out and in channels. The first plane
/// contains the values; each vector of the optimiser has another plane.
/// </summary>
internal sealed class SharedTensor(int area)
{
    private float[][] _planes = [];

    public int Out { get; private set; }

    public int In { get; private set; }

    public int Area => area;

    /// <summary>The values, followed by the vectors of the optimiser.</summary>
    public IReadOnlyList<float[]> Planes => _planes;

    /// <summary>Enlarges the tensor. Existing values stay, new values are random, and new state of the optimiser is 0.</summary>
    /// <param name="outs">Output channels of the subnet.</param>
    /// <param name="ins">Input channels of the subnet.</param>
    /// <param name="planes">Number of planes.</param>
    /// <param name="fresh">Draws random values for a number of output and input channels.</param>
    public void Grow(int outs, int ins, int planes, Func<int, int, float[]> fresh)
    {
        if (outs <= Out && ins <= In && planes <= _planes.Length)
            return;
        var (newOut, newIn) = (Math.Max(Out, outs), Math.Max(In, ins));
        var grown = new float[Math.Max(planes, _planes.Length)][];
        for (var p = 0; p < grown.Length; p++)
        {
            grown[p] = p == 0 ? fresh(newOut, newIn) : new float[newOut * area * newIn];
            if (p < _planes.Length)
                Copy(_planes[p], Out, In, grown[p], newOut, newIn, Out, In);
        }

        (_planes, Out, In) = (grown, newOut, newIn);
    }

    /// <summary>Copies the leading block of a plane into a subnet's memory.</summary>
    public void Read(int plane, int outs, int ins, Span<float> target) => Copy(_planes[plane], Out, In, target, outs, ins, outs, ins);

    /// <summary>Copies a subnet's memory to the leading block of a plane.</summary>
    public void Write(int plane, int outs, int ins, ReadOnlySpan<float> source) => Copy(source, outs, ins, _planes[plane], Out, In, outs, ins);

    /// <summary>Restores saved planes.</summary>
    public static SharedTensor FromPlanes(int outs, int area, int ins, float[][] planes) => new(area) { Out = outs, In = ins, _planes = planes };

    private void Copy(ReadOnlySpan<float> source, int sourceOut, int sourceIn, Span<float> target, int targetOut, int targetIn, int outs, int ins)
    {
        for (var o = 0; o < Math.Min(outs, Math.Min(sourceOut, targetOut)); o++)
        {
            for (var a = 0; a < area; a++)
                source.Slice(((o * area) + a) * sourceIn, ins).CopyTo(target[(((o * area) + a) * targetIn)..]);
        }
    }
}
