using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using ISyNet.Reports.Design;

namespace ISyNet.Application.Design;

/// <summary>All trials of a search as <c>trials.csv</c>.</summary>
public static class TrialsCsv
{
    /// <summary>Writes the file.</summary>
    public static void Save(string path, ImmutableArray<TrialSummary> trials)
    {
        var text = new StringBuilder("number,genotype,params,macs,latency_ms_per_image,mem,held_out_accuracy,seconds,on_front,chosen,failure\n");
        foreach (var t in trials)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{t.Number},\"{t.Architecture}\",{t.Params},{t.Macs},{t.LatencyMsPerImage:R},{t.Mem:R},{t.Quality:R},{t.Seconds:0.00},{(t.OnFront ? 1 : 0)},{(t.IsChosen ? 1 : 0)},{(t.Error is null ? "" : $"\"{t.Error.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")}\n");
        }

        AtomicFile.WriteText(path, text.ToString());
    }
}
