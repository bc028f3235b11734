namespace ISyNet.Hardware.Tiling;

/// <summary>
/// The part of the cache that weights of coming operations may fill. The weights of an operation may start to come once all
/// earlier ones that do not fit beside them have been used.
/// </summary>
/// <param name="capacityBytes">Its size.</param>
/// <param name="firstMs">When anything may start.</param>
internal sealed class PrefetchWindow(double capacityBytes, double firstMs)
{
    private readonly Queue<(double Bytes, double EndMs)> _held = new();
    private double _heldBytes;
    private double _openMs = firstMs;

    /// <summary>When weights may start to come.</summary>
    /// <param name="bytes">Their size.</param>
    /// <param name="beginMs">When the operation before has ended: the latest answer.</param>
    public double Open(double bytes, double beginMs)
    {
        while (_held.Count > 0 && _heldBytes + bytes > capacityBytes)
        {
            var used = _held.Dequeue();
            _heldBytes -= used.Bytes;
            _openMs = used.EndMs;
        }

        return Math.Min(_openMs, beginMs);
    }

    /// <summary>Notes that weights are in the window until an operation has ended.</summary>
    public void Close(double bytes, double endMs)
    {
        if (bytes <= 0)
            return;
        _held.Enqueue((bytes, endMs));
        _heldBytes += bytes;
    }
}
