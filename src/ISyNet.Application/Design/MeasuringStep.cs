using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Hardware.Devices;
using ISyNet.Onnx.Export;
using ISyNet.Predictors.Building;
using ISyNet.Predictors.Measuring;

namespace ISyNet.Application.Design;

/// <summary>
/// Measures the networks of a design, if the device was built from measurements on this machine's processor: predicted and measured latency then stand side by side. The
/// reference kernel scales the measurements to the speed that the device was built at.
/// </summary>
internal static class MeasuringStep
{
    private const string Step = "measure";
    private const int Repeats = 30;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(1);

    /// <summary>Whether the device was built on this machine's processor and runtime.</summary>
    public static bool Applies(Device device) =>
        device.Kernels is { Runtime: OnnxRuntimeBackend.RuntimeName } kernels && kernels.Provenance.Conditions == OnnxRuntimeBackend.Host(threads: 1);

    public static async Task<ImmutableArray<Contender>> RunAsync(DesignOptions options, ImmutableArray<Contender> contenders, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        if (!Applies(options.Device))
            return contenders;
        progress.Report(new StepStarted(Step));
        var folder = Directory.CreateTempSubdirectory("isynet-measure-");
        try
        {
            var reference = Path.Combine(folder.FullName, "reference.onnx");
            ReferenceKernel.Write(reference);
            var backend = new OnnxRuntimeBackend(new OnnxRuntimeOptions(1, Duration) { Reference = reference });
            var measured = ImmutableArray.CreateBuilder<Contender>(contenders.Length);
            foreach (var contender in contenders)
            {
                var network = contender.Architecture.Build();
                var file = Path.Combine(folder.FullName, $"{contender.Name}.onnx");
                OnnxExport.WriteShapesOnly(file, network);
                var times = await backend.RunAsync(new MeasurementRequest(file, options.Batch, Repeats), cancellation);
                var scale = times.ScaleTo(options.Device.Kernels!.Provenance.ReferenceMs);
                measured.Add(contender with { MeasuredMsPerImage = MeasuredLatency.FromTimes(times, double.MaxValue).MedianMs * scale / options.Batch });
                progress.Report(new StepAdvanced(Step, (double)measured.Count / contenders.Length, contender.Name));
            }

            progress.Report(new StepFinished(Step, string.Join(", ", measured.Select(c => string.Create(CultureInfo.InvariantCulture,
                $"{c.Name} {c.MeasuredMsPerImage:0.000} ms (predicted {c.Cost.LatencyMsPerImage:0.000})")))));
            return measured.ToImmutable();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
