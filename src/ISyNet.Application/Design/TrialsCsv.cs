using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Core.Csv;
using ISyNet.Reports.Design;

namespace ISyNet.Application.Design;

/// <summary>All trials of a search as <c>trials.csv</c>.</summary>
public static class TrialsCsv
{
    private static readonly string[] Columns =
        ["number", "genotype", "params", "macs", "latency_ms_per_image", "mem", "held_out_accuracy", "seconds", "on_front", "chosen", "failure"];

    /// <summary>Writes the file.</summary>
    public static void Save(string path, ImmutableArray<TrialSummary> trials) => AtomicFile.WriteText(path, CsvTable.Write(Columns, trials.Select(t => (object?[])
    [
        t.Number, t.Architecture, t.Params, t.Macs, t.LatencyMsPerImage, t.Mem, t.Quality,
        t.Seconds.ToString("0.00", CultureInfo.InvariantCulture), t.OnFront ? 1 : 0, t.IsChosen ? 1 : 0, t.Error,
    ])));
}
