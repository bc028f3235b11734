using System.Globalization;

namespace ISyNet.Cli.Sources;

/// <summary>Reads <c>--batch 1,4,16</c>.</summary>
internal static class BatchList
{
    private const int Largest = 65536;

    public static int[] Parse(string text) => [.. text.Split(',').Select(part =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var batch) && batch is >= 1 and <= Largest
            ? batch
            : throw new UsageException($"--batch takes whole numbers from 1 to {Largest}, joined by commas, not '{part}'"))];
}
