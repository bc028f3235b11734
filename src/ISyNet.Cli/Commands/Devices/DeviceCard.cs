using System.Collections.Immutable;
using System.Globalization;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Systolic;

namespace ISyNet.Cli.Commands.Devices;

/// <summary>A device for people: what it is, its figures, and how well it is known.</summary>
internal static class DeviceCard
{
    private const int Indent = 13;

    /// <param name="device">The device.</param>
    /// <param name="given">How the command line names it.</param>
    public static void Write(Device device, string given)
    {
        var (precision, matrix) = (device.Precision, device.Precision.Matrix);
        Line(device.Name, device.Title);
        Line("family", device.Family ?? "none");
        Line("cores", $"{device.Cores} at {Text(device.ClockMHz)} MHz");
        Line("peak", $"{Text(device.PeakMacsPerSecond / 1e12)} TMAC/s in {precision.Name}, with {matrix.Rows}x{matrix.Columns}x{matrix.Depth} {DataflowName.Describe(matrix.Dataflow)} per core");
        Line("precisions", string.Join(", ", device.Precisions.Select(p => p.Name)) + (device.Precisions.Length > 1 ? $" (--device {device.Name}:{device.Precisions[1].Name} computes in another)" : ""));
        Line("memory", $"{device.External.Name}: {Text(device.External.ReadGBps)} GB/s read, {Text(device.External.WriteGBps)} GB/s written");
        Line("cache", $"{device.Cache.Name}: {Text(device.Cache.CapacityBytes / 1e6)} MB");
        foreach (var (label, text) in Evidence(device))
            Line(label, text);
        Line("source", device.Source);
        Line("file", $"isynet device show {CommandText.Word(given)} --json prints the whole file; isynet device new starts one of your own");
        foreach (var caveat in device.Caveats)
            Line("note:", caveat);
    }

    private static ImmutableArray<(string Label, string Text)> Evidence(Device device) => (device.Kernels, device.Provenance) switch
    {
        ({ Provenance: var fit } kernels, _) =>
        [
            ("known by", $"{Quantity.Counted(fit.Kernels, "kernel")} and {Quantity.Counted(fit.Rows, "measurement")} of {Quantity.Counted(fit.Networks, "network")}, measured in {kernels.Precision} with {kernels.Runtime}{Day(fit.Date)}"),
            ("mean error", string.Join(", ", Errors(("networks", fit.NetworkLeftOut?.MapePercent), ("families of networks", fit.FamilyLeftOut?.MapePercent)))),
        ],
        (null, { } fit) =>
        [
            ("known by", $"constants fitted to {Quantity.Counted(fit.Rows, "measurement")} of {Quantity.Counted(fit.Networks, "network")}{(fit.Precision.Length > 0 ? $" in {fit.Precision}" : "")}{Day(fit.Date)}: {fit.Measurements}"),
            ("mean error", string.Join(", ", [$"{Percent(fit.FitMapePercent)} on the measurements", .. Errors(("networks", fit.LeaveOneOutMapePercent), ("families of networks", fit.FamilyOutMapePercent))])),
        ],
        _ => [("known by", "nothing measured: its constants are assumed, so its latencies have no known error")],
    };

    private static IEnumerable<string> Errors(params (string What, double? Value)[] errors)
    {
        string[] known = [.. errors.Where(error => error.Value is not null).Select(error => $"{Percent(error.Value!.Value)} on {error.What} left out of the fit")];
        return known.Length > 0 ? known : ["not validated on networks left out of the fit"];
    }

    private static string Day(string date) => date.Length > 0 ? $" on {date}" : "";

    private static void Line(string label, string text) => WrappedText.Write(label.Length < Indent ? label.PadRight(Indent) : $"{label} ", text);

    private static string Percent(double value) => $"{Quantity.Fixed(value, 1)} %";

    private static string Text(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);
}
