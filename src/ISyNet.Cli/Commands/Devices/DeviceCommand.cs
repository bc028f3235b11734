using System.CommandLine;
using System.Globalization;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Core.Results;
using ISyNet.Hardware;

namespace ISyNet.Cli.Commands.Devices;

/// <summary><c>isynet device list|show|validate|new|calibrate|build|judge</c>.</summary>
internal static class DeviceCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var name = new Argument<string>("device") { Description = "A shipped device or a device file." };
        var file = new Argument<string>("file") { Description = "The file to write." };
        var files = new Argument<string[]>("files") { Description = "Device files.", Arity = ArgumentArity.OneOrMore };
        var like = new Option<string>("--like") { Description = $"The shipped device to start from, or a family: {string.Join(", ", DeviceFamily.Names)}.", DefaultValueFactory = _ => "ascend310" };
        var force = new Option<bool>("--force") { Description = "Overwrite an existing file." };

        var list = new Command("list", "List the shipped devices.") { json };
        list.SetAction(result => List(result.GetValue(json)));
        var show = new Command("show", "Show a device: its file, constants and provenance.") { name, json };
        show.SetAction(result => Show(DeviceSource.Load(result.GetRequiredValue(name)), result.GetValue(json)));
        var validate = new Command("validate", "Check device files. An error names the field and the rule.") { files };
        validate.SetAction(result => Validate(result.GetRequiredValue(files)));
        var facts = new DeviceFacts();
        var create = new Command("new", "Write a device file to edit, started from a shipped one, or a part of a family made from data-sheet facts.") { file, like, force };
        facts.AddTo(create);
        create.SetAction(result =>
        {
            if (DeviceFamily.Names.Contains(result.GetRequiredValue(like), StringComparer.OrdinalIgnoreCase))
                facts.Write(result, result.GetRequiredValue(file), result.GetRequiredValue(like), result.GetValue(force));
            else
                New(result.GetRequiredValue(file), result.GetRequiredValue(like), result.GetValue(force));
        });
        return new Command("device", "Accelerators as data files.") { list, show, validate, create, CalibrateCommand.Create(), BuildCommand.Create(), JudgeCommand.Create() };
    }

    private static void List(bool json)
    {
        var devices = DeviceCatalog.Names.Select(n => DeviceCatalog.Find(n)!).ToArray();
        if (json)
        {
            JsonOutput.Write(devices);
            return;
        }

        var table = new TextTable("device", "cores", "clock (MHz)", "precision", "matrix unit", "peak (TMAC/s)", "memory (GB/s)", "calibrated", "fit (%)", "network out (%)", "family out (%)", "tau");
        foreach (var device in devices)
        {
            var matrix = device.Precision.Matrix;
            table.Add([device.Name, $"{device.Cores}", Text(device.ClockMHz), string.Join(", ", device.Precisions.Select(p => p.Name)),
                $"{matrix.Rows}x{matrix.Columns}x{matrix.Depth} {matrix.Dataflow}", Text(device.PeakMacsPerSecond / 1e12),
                Text(device.External.ReadGBps), .. Evidence(device)]);
        }

        table.Write();
    }

    // What it was fitted to, and its mean errors: on that, on networks left out, on families left out with their rank correlation.
    private static string[] Evidence(Device device) => device switch
    {
        { Kernels: { } kernels } => [$"{kernels.Provenance.Kernels} kernels", "-", Percent(kernels.Provenance.NetworkLeftOut?.MapePercent), Percent(kernels.Provenance.FamilyLeftOut?.MapePercent), Rank(kernels.Provenance.FamilyLeftOut?.KendallTau)],
        { Provenance: { } fit } => [$"{fit.Rows} measurements", Percent(fit.FitMapePercent), Percent(fit.LeaveOneOutMapePercent), Percent(fit.FamilyOutMapePercent), Rank(fit.FamilyOutKendallTau ?? fit.LeaveOneOutKendallTau)],
        _ => ["no", "-", "-", "-", "-"],
    };

    private static string Percent(double? value) => value?.ToString("F1", CultureInfo.InvariantCulture) ?? "-";

    private static string Rank(double? value) => value?.ToString("F2", CultureInfo.InvariantCulture) ?? "-";

    private static void Show(Device device, bool json)
    {
        if (json)
            JsonOutput.Write(device);
        else
            Console.WriteLine(DeviceFile.Write(device));
    }

    private static int Validate(string[] files)
    {
        var broken = 0;
        foreach (var file in files)
        {
            try
            {
                Console.WriteLine($"{file}: valid ({DeviceFile.Load(file).Title})");
            }
            catch (DeviceException error)
            {
                broken++;
                Console.Error.WriteLine($"isynet: {UserErrors.OneLine(error)}");
            }
        }

        return broken > 0 ? 1 : 0;
    }

    private static void New(string file, string like, bool force)
    {
        if (!DeviceCatalog.Names.Contains(like))
            throw UsageException.Unknown("device", like, DeviceCatalog.Names);
        ResultFolder.RequireFree(file, force);
        AtomicFile.WriteText(file, DeviceCatalog.Text(like));
        Console.WriteLine($"{file}: a copy of {like}; edit it, then run 'isynet device validate {file}'");
    }

    private static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
