using System.Globalization;
using ISyNet.Hardware.Devices;
using ISyNet.Predictors.Building;
using ISyNet.Predictors.Fitting;
using ISyNet.Reports.Figures;

namespace ISyNet.Application.Profiling;

/// <summary>Builds a device by measuring it: kernels of networks first, then a fit that is validated on left-out networks (docs/kernels.md).</summary>
/// <param name="Device">The device to take the facts from.</param>
/// <param name="Measuring">How to measure.</param>
public sealed record DeviceMeasuringRun(Device Device, CampaignOptions Measuring)
{
    private const string Step = "measuring kernels", Fitting = "fitting";

    // The fit and its validation take the last part of the time limit.
    private const double MeasuringPart = 0.7;
    private const int LeftOutParts = 4;

    /// <summary>Measures, fits and writes the files.</summary>
    /// <param name="files">The files to write.</param>
    /// <param name="progress">Receives every step.</param>
    /// <param name="cancellation">Stops within seconds; the measurements so far stay in their folder, and a later run goes on from them.</param>
    /// <exception cref="ISyNetException">The device cannot be measured, or a file not be written.</exception>
    public async Task<DeviceBuildResult> RunAsync(DeviceRunFiles files, IProgress<StepEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(progress);
        progress.Report(new StepStarted(Step));
        var campaign = await KernelCampaign.RunAsync(
            Measuring with { TimeLimit = MeasuringPart * Measuring.TimeLimit }, Device, TeachingNetworks.ToLearn(Measuring.Seed),
            new DirectProgress<(double Done, string What)>(p => progress.Report(new StepAdvanced(Step, p.Done, p.What))), cancellation);
        progress.Report(new StepFinished(Step, string.Create(CultureInfo.InvariantCulture,
            $"{campaign.Kernels.Length} kernels, {campaign.Networks.Length} whole networks, {campaign.RecognisedPart:P1} of the time recognised; launch {campaign.Overheads.LaunchUs:0.##} us, cold weights {campaign.Overheads.ColdUsPerMegabyte:0.#} us/MB beyond {campaign.Overheads.CacheBytes / 1e6:0} MB")));
        progress.Report(new StepStarted(Fitting));
        var options = new DeviceBuildOptions(
            Measuring.Whole.Name, campaign.Session.Rules, campaign.Session.Runtime, [Path.GetFileName(Path.GetFullPath(Measuring.Folder))],
            DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
        {
            Overheads = campaign.Overheads,
            ReferenceMs = campaign.Session.ReferenceMs,
            NetworkParts = LeftOutParts,
        };
        var built = DeviceBuild.Run(Device, campaign.Kernels, campaign.Networks, options,
            new DirectProgress<double>(done => progress.Report(new StepAdvanced(Fitting, done))), cancellation);
        progress.Report(new StepFinished(Fitting, LeftOutTable.Line(built.Device.Kernels!.Provenance)));
        files.Write(built.Device, LeftOutTable.Markdown(built), PredictionFigure.Create(LeftOutTable.Points(built), Device.Name));
        return built;
    }
}
