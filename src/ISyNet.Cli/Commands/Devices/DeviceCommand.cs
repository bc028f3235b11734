using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Core.Results;
using ISyNet.Hardware.Devices;
using ISyNet.Hardware.Systolic;

namespace ISyNet.Cli.Commands.Devices;

/// <summary><c>isynet device list|show|validate|new|calibrate|build|judge</c>.</summary>
internal static class DeviceCommand
{
    private const string NoFamily = "of no family";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var name = new Argument<string>("device") { Description = "A shipped device or a device file." };
        var file = new Argument<string>("file") { Description = "The file to write, or the name of the device: NAME is written to NAME.json." };
        var files = new Argument<string[]>("files") { Description = "Device files.", Arity = ArgumentArity.OneOrMore };
        var like = new Option<string>("--like") { Description = $"The shipped device to start from, or a family: {string.Join(", ", DeviceFamily.Names)}.", DefaultValueFactory = _ => "ascend310" };
        var force = new Option<bool>("--force") { Description = "Overwrite an existing file." };

        var list = new Command("list", "List the shipped devices.") { json };
        list.SetAction(result => List(result.GetValue(json)));
        var show = new Command("show", "Show what a device is, and how well it is known; with --json its file, to edit.") { name, json };
        show.SetAction(result => Show(result.GetRequiredValue(name), result.GetValue(json)));
        var validate = new Command("validate", "Check device files. An error names the field and the rule.") { files };
        validate.SetAction(result => Validate(result.GetRequiredValue(files)));
        var facts = new DeviceFacts();
        var create = new Command("new", "Write a device file to edit, started from a shipped one, or a part of a family made from data-sheet facts.") { file, like, force };
        facts.AddTo(create);
        create.SetAction(result =>
        {
            if (DeviceFamily.Names.Contains(result.GetRequiredValue(like), StringComparer.OrdinalIgnoreCase))
                facts.Write(result, FileOf(result.GetRequiredValue(file)), result.GetRequiredValue(like), result.GetValue(force));
            else
                New(FileOf(result.GetRequiredValue(file)), result.GetRequiredValue(like), result.GetValue(force));
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

        var table = new TextTable(
            "device", new("cores", 3), new("clock (MHz)", 4), new("precision", 2), new("matrix unit", 5), "peak (TMAC/s)", "memory (GB/s)", "constants",
            new("fit (%)", 4), new("network out (%)", 1), new("family out (%)", 4), new("tau", 4));
        var shown = "";
        foreach (var device in devices.OrderBy(d => d.Family is null).ThenBy(FamilyOf, StringComparer.Ordinal).ThenBy(d => d.Name, StringComparer.Ordinal))
        {
            var matrix = device.Precision.Matrix;
            if (FamilyOf(device) != shown)
                table.Add([shown = FamilyOf(device), .. Enumerable.Repeat("", 11)]);
            table.Add([$"  {device.Name}", $"{device.Cores}", Text(device.ClockMHz), string.Join(", ", device.Precisions.Select(p => p.Name)),
                $"{matrix.Rows}x{matrix.Columns}x{matrix.Depth} {DataflowName.Describe(matrix.Dataflow)}", Text(device.PeakMacsPerSecond / 1e12),
                Text(device.External.ReadGBps), .. Evidence(device)]);
        }

        table.Write();
        Console.WriteLine("constants: by how many measurements they were fitted, or assumed; the errors are means, the third on networks left out of the fit");
    }

    private static string FamilyOf(Device device) => device.Family ?? NoFamily;

    // What it was fitted to, and its mean errors: on that, on networks left out, on families left out with their rank correlation.
    private static string[] Evidence(Device device) => device switch
    {
        { Kernels: { } kernels } => [Quantity.Counted(kernels.Provenance.Kernels, "measured kernel"), "-", Percent(kernels.Provenance.NetworkLeftOut?.MapePercent), Percent(kernels.Provenance.FamilyLeftOut?.MapePercent), Rank(kernels.Provenance.FamilyLeftOut?.KendallTau)],
        { Provenance: { } fit } => [Quantity.Counted(fit.Rows, "measurement") + (fit.Warnings.IsEmpty ? "" : ", marked"), Percent(fit.FitMapePercent), Percent(fit.LeaveOneOutMapePercent), Percent(fit.FamilyOutMapePercent), Rank(fit.FamilyOutKendallTau ?? fit.LeaveOneOutKendallTau)],
        _ => ["assumed", "-", "-", "-", "-"],
    };

    private static string Percent(double? value) => value is { } percent ? Quantity.Fixed(percent, 1) : "-";

    private static string Rank(double? value) => value is { } tau ? Quantity.Fixed(tau, 2) : "-";

    private static void Show(string name, bool json)
    {
        var device = DeviceSource.Load(name);
        if (!json)
        {
            DeviceCard.Write(device, name);
            return;
        }

        Console.WriteLine(DeviceFile.Write(device));
        // Beside the file, which is a file to edit.
        foreach (var caveat in device.Caveats)
            Console.Error.WriteLine($"note: {caveat}");
    }

    private static int Validate(string[] files)
    {
        if (files.FirstOrDefault(file => !Path.Exists(file)) is { } missing)
            throw new UsageException($"{missing}: no such file");
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

    // Only files that end in .json are taken for devices.
    private static string FileOf(string place) => place.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? place : $"{place}.json";

    private static void New(string file, string like, bool force)
    {
        if (!DeviceCatalog.Names.Contains(like))
            throw UsageException.Unknown("device", like, DeviceCatalog.Names);
        ResultFolder.RequireFree(file, force);
        var name = Path.GetFileNameWithoutExtension(file);
        var device = (JsonObject)JsonNode.Parse(DeviceCatalog.Text(like))!;
        device["name"] = name;
        device["title"] = $"{name}, started from {like}";
        // Data sheets and measurements of the other part say nothing of this one.
        device["source"] = $"based on {like}, edit the figures";
        device["provenance"] = null;
        foreach (var fit in device["fits"] as JsonArray ?? [])
            fit!["provenance"] = null;
        AtomicFile.WriteText(file, device.ToJsonString(Indented) + "\n");
        Console.WriteLine($"{file}: device '{name}' with the facts and constants of {like}; edit it, then run 'isynet device validate {file}'");
    }

    private static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
