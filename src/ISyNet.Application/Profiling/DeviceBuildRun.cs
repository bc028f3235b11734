using System.Collections.Immutable;
using ISyNet.Hardware.Calibration;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Kernels;
using ISyNet.Predictors.Fitting;
using ISyNet.Reports.Figures;

namespace ISyNet.Application.Profiling;

/// <summary>Builds a device that predicts from measured kernels, validated on left-out networks (docs/kernels.md).</summary>
/// <param name="Device">The device to take the facts from.</param>
/// <param name="Kernels">CSV files of kernels that were measured separately.</param>
/// <param name="Measurements">The CSV file of measurements of whole networks.</param>
/// <param name="Networks">Folders of the measured networks: <c>NAME.onnx</c>.</param>
/// <param name="Options">The options of fit and validation.</param>
public sealed record DeviceBuildRun(
    Device Device, ImmutableArray<string> Kernels, string Measurements, ImmutableArray<string> Networks, DeviceBuildOptions Options)
{
    private const string Reading = "reading networks", Fitting = "fitting";

    /// <summary>Runs the fit on the calling thread and writes its files.</summary>
    /// <param name="files">The files to write.</param>
    /// <param name="progress">Receives every step.</param>
    /// <param name="cancellation">Stops within a second; then nothing is written.</param>
    /// <exception cref="ISyNetException">A file cannot be read or written, or a network is missing.</exception>
    public DeviceBuildResult Run(DeviceRunFiles files, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(progress);
        var built = Build(progress, cancellation);
        files.Write(built.Device, LeftOutTable.Markdown(built), PredictionFigure.Create(LeftOutTable.Points(built), Device.Name));
        return built;
    }

    private DeviceBuildResult Build(IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        progress.Report(new StepStarted(Reading));
        ImmutableArray<KernelMeasurement> kernels = [.. Kernels.SelectMany(file => KernelMeasurementFile.Load(file))];
        var measured = MeasurementFile.Load(Measurements);
        var networks = MeasuredNetworks.Load(Measurements, measured, Networks, done => progress.Report(new StepAdvanced(Reading, done)), cancellation);
        var whole = measured.GroupBy(m => m.Network).Select(g => new NetworkMeasurement(
            g.Key, g.First().Family, [.. KernelCutting.Cut(networks[g.Key], Options.Rules).Select(k => k.Kernel)],
            g.GroupBy(m => m.Batch).ToImmutableSortedDictionary(b => b.Key, b => b.Average(m => m.LatencyMs) * 1e3))).ToArray();
        progress.Report(new StepFinished(Reading, $"{kernels.Length} kernels, {whole.Length} networks, {measured.Length} measurements of them"));
        progress.Report(new StepStarted(Fitting));
        var built = DeviceBuild.Run(Device, kernels, whole, Options, new DirectProgress<double>(done => progress.Report(new StepAdvanced(Fitting, done))), cancellation);
        progress.Report(new StepFinished(Fitting, LeftOutTable.Line(built.Device.Kernels!.Provenance)));
        return built;
    }
}
