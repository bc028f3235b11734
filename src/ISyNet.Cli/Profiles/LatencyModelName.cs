using ISyNet.Hardware;
using ISyNet.Hardware.Systolic;
using ISyNet.Hardware.Tiling;

namespace ISyNet.Cli.Profiles;

/// <summary>The latency models that <c>--model</c> names, from fast to detailed.</summary>
internal static class LatencyModelName
{
    public const string Default = "closed";

    private static readonly string[] Names = [Default, "tile", "systolic"];

    public static ILatencyModel Create(string name, Device device) => name switch
    {
        Default => new ClosedFormModel(device),
        "tile" => new TileScheduleModel(device),
        "systolic" => new SystolicModel(device),
        _ => throw UsageException.Unknown("model", name, Names),
    };
}
