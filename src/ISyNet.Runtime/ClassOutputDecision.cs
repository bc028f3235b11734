using System.Collections.Immutable;
using ISyNet.Onnx.Export;
using ISyNet.Onnx.Signatures;

namespace ISyNet.Runtime;

/// <summary>An output with the dimensions that one picture gives; null where one is free. Default: the file does not say.</summary>
internal sealed record OutputForm(string Name, bool IsNumbers, ImmutableArray<int?> Dims)
{
    /// <summary>Whether there is no more than one row of values.</summary>
    public bool IsRow => Dims.Count(dim => dim != 1) <= 1;

    public bool IsKnown => !Dims.IsDefault && Dims.All(dim => dim is not null);

    public int Values => Dims.Aggregate(1, (product, dim) => checked(product * (dim ?? 0)));

    public override string ToString() => $"'{Name}' ({(Dims.IsDefault ? "of any shape" : Dims.IsEmpty ? "1" : string.Join('x', Dims.Select(dim => dim?.ToString() ?? "?")))})";
}

/// <summary>
/// Decides which output has the classes: the one that the user names; else the only row of numbers; of several those with as many as there are
/// names, of these the one behind the most weighted layers, and of equals the one that ends in softmax or sigmoid.
/// </summary>
internal static class ClassOutputDecision
{
    private const int MostClasses = 100_000;
    private const int BoxSides = 4;

    private static readonly ImmutableHashSet<string> OtherTasks = ["detect", "segment", "pose", "obb"];

    /// <exception cref="ISyNetException">The model is no classifier, or which output has the classes cannot be known: the message says so.</exception>
    public static ClassOutput Make(string path, ModelSignature model, ImmutableArray<OutputForm> forms, ClassifierOptions options, int names)
    {
        var chosen = options.Output is { } wanted
            ? forms.FirstOrDefault(form => form.Name == wanted) ?? throw new ISyNetException($"{path}: has no output '{wanted}'; there are {string.Join(", ", forms)}")
            : null;
        if (chosen is null)
            RefuseOthers(path, model, forms);
        OutputForm[] rows = [.. (chosen is null ? forms : [chosen]).Where(form => form is { IsNumbers: true, IsKnown: true, IsRow: true, Values: >= 1 and <= MostClasses })];
        // A value for each of the places that another output has rows for: scores of boxes.
        rows = [.. rows.Where(row => chosen is not null || !forms.Any(form => form is { IsRow: false } && !form.Dims.IsDefault && form.Dims[0] > 1 && form.Dims[0] == row.Values))];
        if (rows.Length == 0)
            throw new ISyNetException($"{path}: is no classifier: {What(chosen is null ? forms : [chosen])}; 'predict' and 'evaluate' take models that name what a whole picture shows");
        var signatures = model.Outputs.GroupBy(output => output.Name).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        var left = rows;
        if (names > 1 && left.Any(form => form.Values == names))
            left = [.. left.Where(form => form.Values == names)];
        var deepest = left.Max(form => signatures[form.Name].WeightedLayers);
        left = [.. left.Where(form => signatures[form.Name].WeightedLayers == deepest)];
        if (left.Length > 1 && left.Any(Ends))
            left = [.. left.Where(Ends)];
        if (left.Length > 1)
            throw new ISyNetException($"{path}: has several outputs that can be the classes: give --output NAME, one of {string.Join(", ", left.AsEnumerable())}");
        var (output, signature) = (left[0], signatures[left[0].Name]);
        if (signature.End == OutputEnd.UnitLength && names == 0 && options.Logits is null)
            throw new ISyNetException($"{path}: is no classifier: its output {output} is a direction of length 1 (an embedding), not classes; --logits takes it for them all the same");
        var (kind, assumed) = Kind(signature, model, options);
        var choice = rows.Length > 1 ? $"of {string.Join(", ", rows.AsEnumerable())} {output} is the classes (--output)" : null;
        return new ClassOutput(output.Name, output.Values, kind, choice is null || assumed is null ? choice ?? assumed : $"{choice}, {assumed}");

        bool Ends(OutputForm form) => signatures[form.Name].End is OutputEnd.Softmax or OutputEnd.LogSoftmax or OutputEnd.Sigmoid;
    }

    private static (ScoreKind, string?) Kind(OutputSignature output, ModelSignature model, ClassifierOptions options) => options.Logits switch
    {
        true => (ScoreKind.Logits, null),
        false => (ScoreKind.Probabilities, null),
        null when model.Metadata.ContainsKey(OnnxMetadata.Format) => (ScoreKind.Logits, null),
        null => output.End switch
        {
            OutputEnd.Softmax or OutputEnd.Sigmoid => (ScoreKind.Probabilities, null),
            OutputEnd.LogSoftmax => (ScoreKind.LogProbabilities, null),
            OutputEnd.Unbounded => (ScoreKind.Logits, $"'{output.Name}' are logits, no softmax is inside (--probabilities)"),
            _ => (ScoreKind.ByValue, $"'{output.Name}' are probabilities where they add up to 1, else logits (--logits, --probabilities)"),
        },
    };

    private static void RefuseOthers(string path, ModelSignature model, ImmutableArray<OutputForm> forms)
    {
        if (model.Metadata.ContainsKey(OnnxMetadata.Format) && model.Metadata.GetValueOrDefault("isynet.task") == "detect")
            throw new ISyNetException($"{path}: is a detector of ours: 'isynet detect predict' takes it");
        var task = model.Metadata.GetValueOrDefault("task");
        var boxes = forms.FirstOrDefault(form => !form.Dims.IsDefault && form.Dims.Length >= 2 && form.Dims[^1] == BoxSides
            || form.Name.Contains("box", StringComparison.OrdinalIgnoreCase));
        if (model.SuppressesBoxes || boxes is not null || task is not null && OtherTasks.Contains(task))
        {
            var why = boxes is not null ? $"its output {boxes} is boxes" : model.SuppressesBoxes ? "boxes are suppressed inside" : $"its task is '{task}'";
            throw new ISyNetException($"{path}: is a detector or segmenter ({why}), no classifier: 'predict' and 'evaluate' take models that name what a whole picture shows");
        }
    }

    private static string What(ImmutableArray<OutputForm> forms)
    {
        var few = string.Join(", ", forms.Take(5)) + (forms.Length > 5 ? ", …" : "");
        return forms.Any(form => !form.Dims.IsDefault && form.Dims.Length >= 3 && form.Dims[^1] != 1 && form.Dims[^2] != 1) ? $"it gives a value for every place of a picture (outputs {few}): a segmenter, a detector, or a part of one"
            : forms.Any(form => !form.Dims.IsDefault && !form.IsRow) ? $"it gives rows of values (outputs {few}): a detector, or features of places"
            : forms.Any(form => form is { IsNumbers: true, IsKnown: true }) ? $"its outputs are {few}"
            : $"its outputs ({few}) hold no scores";
    }
}
