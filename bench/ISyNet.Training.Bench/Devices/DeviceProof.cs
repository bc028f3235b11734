using System.Diagnostics;
using System.Globalization;
using ISyNet.Training.Native;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Bench.Devices;

/// <summary>Proves the arithmetic of a device as a training does before it begins (docs/numerics.md), and says how long that took.</summary>
internal static class DeviceProof
{
    public static void Run(string accelerator, TextWriter output)
    {
        var start = Stopwatch.GetTimestamp();
        var chosen = TorchRuntime.Choose(Accelerator.Parse(accelerator));
        foreach (var arithmetic in (Arithmetic[])[Arithmetic.Float32, Arithmetic.Bfloat16])
        {
            var proven = TorchRuntime.Choose(arithmetic, chosen);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{chosen}: {arithmetic} asked, {proven}{(proven.Reason is { } reason ? $"; not all is right: {reason}" : "")} ({Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s)"));
        }
    }
}
