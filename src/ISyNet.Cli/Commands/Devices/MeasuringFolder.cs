using System.CommandLine;
using ISyNet.Predictors.Building;
using ISyNet.Predictors.Measuring;

namespace ISyNet.Cli.Commands.Devices;

/// <summary>Backends that time the reference kernel alongside, and the folder that its model lies in.</summary>
internal static class MeasuringFolder
{
    private const string Reference = "reference.onnx";
    private const int ProfiledRuns = 16;
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);

    /// <summary>The measurements of a build.</summary>
    public static CampaignOptions Campaign(MeasuringOptions measuring, ParseResult result, string folder, TimeSpan limit, ulong seed)
    {
        var options = WithReference(measuring.Threads(result), Short, folder) with { ProfiledRuns = ProfiledRuns };
        var whole = measuring.Create(result, options);
        return new CampaignOptions(whole, measuring.IsCommand(result) ? whole : measuring.Create(result, options with { LayersAlone = true }), folder, limit, seed);
    }

    /// <summary>ONNX Runtime's options with the reference kernel, whose model is written to the folder.</summary>
    public static OnnxRuntimeOptions WithReference(int threads, TimeSpan duration, string folder)
    {
        var reference = Path.Combine(folder, Reference);
        Directory.CreateDirectory(folder);
        ReferenceKernel.Write(reference);
        return new OnnxRuntimeOptions(threads, duration) { Reference = reference };
    }
}
