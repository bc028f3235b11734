using System.Globalization;

namespace ISyNet.Training.Bench.Memory;

/// <summary>What this process holds, in kilobytes: the C heap, where libtorch's tensors are, and other anonymous memory, managed first; and its managed objects.</summary>
/// <param name="Heap">Resident pages of the C heap.</param>
/// <param name="Anonymous">Resident pages of other anonymous mappings: the managed heap, stacks, code made at run time.</param>
/// <param name="Collected">Live managed objects, after a full collection where one was asked for.</param>
/// <param name="Collections">Collections of the youngest generation so far.</param>
internal readonly record struct MemoryUse(long Heap, long Anonymous, long Collected, int Collections)
{
    /// <param name="collect">Whether to collect first.</param>
    public static MemoryUse Now(bool collect)
    {
        var (heap, anonymous, kind) = (0L, 0L, "");
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (!fields[0].EndsWith(':'))
                kind = fields.Length > 5 ? fields[5] : "";
            else if (fields[0] == "Rss:" && kind == "[heap]")
                heap += long.Parse(fields[1], CultureInfo.InvariantCulture);
            else if (fields[0] == "Rss:" && kind.Length == 0)
                anonymous += long.Parse(fields[1], CultureInfo.InvariantCulture);
        }

        return new MemoryUse(heap, anonymous, GC.GetTotalMemory(collect) / 1024, GC.CollectionCount(0));
    }
}
