using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Kernels;
using ISyNet.Hardware.Latency;
using ISyNet.Hardware.Systolic;
using ISyNet.Hardware.Tiling;

namespace ISyNet.Cli.Sources;

/// <summary>The latency models that <c>--model</c> names, from fast to detailed.</summary>
internal static class LatencyModelName
{
    public const string Default = "auto";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Names { get; } = [Default, "closed", "kernels", "tile", "systolic"];

    /// <summary>The model of a device.</summary>
    /// <exception cref="UsageException">There is no such model, or it is not one for the device.</exception>
    public static ILatencyModel Create(string name, Device device) => name == Default ? LatencyModel.Create(device) : OptionValue.Read($"--model {name}", () => Named(name, device));

    private static ILatencyModel Named(string name, Device device) => name switch
    {
        "closed" => new ClosedFormModel(device),
        "kernels" => new KernelModel(device),
        "tile" => new TileScheduleModel(device),
        "systolic" => new SystolicModel(device),
        _ => throw UsageException.Unknown("model", name, Names),
    };
}
