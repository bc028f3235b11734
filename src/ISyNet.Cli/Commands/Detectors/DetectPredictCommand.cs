using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using ISyNet.Cli.Sources;
using ISyNet.Cli.Terminal;
using ISyNet.Detection.Annotations;
using ISyNet.Detection.Drawing;
using ISyNet.Detection.Model;
using ISyNet.Images.Decoding;

namespace ISyNet.Cli.Commands.Detectors;

/// <summary><c>isynet detect predict MODEL PICTURE…</c>.</summary>
internal static class DetectPredictCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "An exported .onnx, a detector.safetensors or its result folder." };
        var pictures = new Argument<string[]>("picture") { Description = "Pictures (PNG, JPEG), or folders of them.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string?>("--out") { Description = "Write the pictures with drawn boxes into this folder, as PNG." };
        var least = new Option<float>("--min-score") { Description = "Leave out objects of a lower score.", DefaultValueFactory = _ => 0.3f };
        var force = new Option<bool>("--force") { Description = "Overwrite drawn pictures." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("predict", "Find objects in pictures and draw their boxes.") { model, pictures, output, least, force, json };
        command.SetAction((result, cancellation) => Task.Run(() => Run(
            result.GetRequiredValue(model), result.GetRequiredValue(pictures), result.GetValue(output), result.GetValue(least), result.GetValue(force), result.GetValue(json), cancellation), cancellation));
        return command;
    }

    /// <summary>Predicts every picture; a broken one is reported and the others are still predicted. 1 if any was broken.</summary>
    private static int Run(string modelPath, string[] places, string? output, float least, bool force, bool json, CancellationToken cancellation)
    {
        if (least is not (>= 0 and <= 1))
            throw new UsageException($"--min-score takes a number from 0 to 1, not {least.ToString(CultureInfo.InvariantCulture)}");
        var files = places.SelectMany(PictureArguments.Find).ToArray();
        using var detector = DetectorSource.Open(modelPath, new DetectionRules());
        var targets = output is null ? null : DrawnFiles(files, output, force);
        var records = new List<PictureRecord>();
        for (var i = 0; i < files.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var record = Predict(detector, files[i], targets?[i], least);
            records.Add(record);
            if (record.Error is { } error)
                Console.Error.WriteLine($"isynet: {error}");
            else if (!json)
                Console.WriteLine(Line(record));
        }

        if (json)
            JsonOutput.Write(records);
        return records.Any(r => r.Error is not null) ? 1 : 0;
    }

    /// <summary>The files of the drawn pictures. None may exist, unless it may be overwritten, and none may be one of the given pictures.</summary>
    private static string[] DrawnFiles(string[] files, string folder, bool force)
    {
        string[] targets = [.. files.Select(file => Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(file)}.png"))];
        if (targets.Length != targets.Distinct(StringComparer.Ordinal).Count())
            throw new UsageException("two pictures have the same name: run the command once per folder, each with its own --out");
        if (targets.FirstOrDefault(t => files.Any(f => Path.GetFullPath(f) == Path.GetFullPath(t))) is { } own)
            throw new UsageException($"{own} is one of the pictures: --out must be another folder");
        return !force && targets.FirstOrDefault(File.Exists) is { } there
            ? throw new UsageException($"{there} exists already: add --force to overwrite it, or give another folder with --out")
            : targets;
    }

    private static PictureRecord Predict(IPictureDetector detector, string file, string? target, float least)
    {
        try
        {
            var picture = ImageDecoder.DecodeFitted(file, detector.Input);
            ImmutableArray<ObjectRecord> objects = [.. detector.Detect([picture.Pixels])[0].Where(f => f.Score >= least).OrderByDescending(f => f.Score)
                .Select(f => ObjectRecord.FromObject(f, detector.ClassNames, picture))];
            if (target is not null)
            {
                var drawn = BoxDrawing.Draw(file, objects.Reverse().Select(o => LabelledBox.Create(o.Name, o.Score, o.Box, o.Class)));
                AtomicFile.Write(target, stream => stream.Write(drawn));
            }

            return new PictureRecord(file, target, objects, null);
        }
        catch (ISyNetException error)
        {
            return new PictureRecord(file, null, [], UserErrors.OneLine(error));
        }
    }

    private static string Line(PictureRecord record)
    {
        var objects = record.Objects.Select(o => string.Create(CultureInfo.InvariantCulture, $"{o.Name} {o.Score:0.00} at {o.Box.X:0},{o.Box.Y:0} {o.Box.Width:0}x{o.Box.Height:0}"));
        return $"{record.File}: {(record.Objects.IsEmpty ? "nothing" : string.Join("; ", objects))}";
    }

    private sealed record PictureRecord(string File, string? Drawn, ImmutableArray<ObjectRecord> Objects, string? Error);

    private sealed record ObjectRecord(int Class, string Name, double Score, Box Box)
    {
        public static ObjectRecord FromObject(FoundObject found, ImmutableArray<string> names, FittedPicture picture)
        {
            var box = found.Box;
            return new ObjectRecord(found.Class, found.Class < names.Length ? names[found.Class] : $"class {found.Class}", found.Score,
                new Box(box.Left / picture.Scale, box.Top / picture.Scale, (box.Right - box.Left) / picture.Scale, (box.Bottom - box.Top) / picture.Scale)
                    .Within(picture.Size.Width, picture.Size.Height));
        }
    }
}
