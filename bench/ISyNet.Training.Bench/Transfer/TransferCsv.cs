using System.Globalization;

namespace ISyNet.Training.Bench.Transfer;

/// <summary>One training on a few labels and what it came to.</summary>
/// <param name="Target">Name of the task.</param>
/// <param name="Network">Name of the network.</param>
/// <param name="Method">How it was trained.</param>
/// <param name="LabelsPerClass">Labelled images of each class.</param>
/// <param name="Seed">Decides pretraining, the labelled images and the training.</param>
/// <param name="Rate">Highest learning rate.</param>
/// <param name="JudgedOn"><c>held-out</c> for runs that choose the rate, else <c>test</c>.</param>
/// <param name="Accuracy">0 to 1.</param>
/// <param name="Seconds">Time of this training, without pretraining.</param>
internal sealed record TransferResult(
    string Target, string Network, Method Method, int LabelsPerClass, ulong Seed, double Rate, string JudgedOn, double Accuracy, double Seconds)
{
    public string Key => string.Create(CultureInfo.InvariantCulture, $"{Target},{Network},{Method},{LabelsPerClass},{Seed},{Rate},{JudgedOn}");
}

/// <summary>The results as CSV, one line a training, written as they come.</summary>
internal sealed class TransferCsv
{
    private const string Header = "target,network,method,labels_per_class,seed,rate,judged_on,accuracy,seconds";
    private readonly string _path;
    private readonly Dictionary<string, TransferResult> _results;

    public TransferCsv(string path)
    {
        _path = path;
        _results = File.Exists(path) ? File.ReadLines(path).Skip(1).Select(Parse).ToDictionary(r => r.Key) : [];
    }

    public IReadOnlyCollection<TransferResult> All => _results.Values;

    /// <summary>The result that is there already, or the one of the training, which is then kept.</summary>
    public TransferResult GetOrAdd(TransferResult asked, Func<TransferResult> train)
    {
        if (_results.TryGetValue(asked.Key, out var there))
            return there;
        var result = train();
        _results[result.Key] = result;
        AtomicFile.WriteText(_path, string.Concat(_results.Values.Select(Line).Prepend(Header).Select(line => $"{line}\n")));
        return result;
    }

    private static string Line(TransferResult result) => string.Create(CultureInfo.InvariantCulture, $"{result.Key},{result.Accuracy:0.0000},{result.Seconds:0.0}");

    private static TransferResult Parse(string line)
    {
        var f = line.Split(',');
        if (f.Length != 9)
            throw new TrainingException($"'{line}' is no result of the transfer study");
        return new TransferResult(f[0], f[1], Enum.Parse<Method>(f[2]), int.Parse(f[3], CultureInfo.InvariantCulture), ulong.Parse(f[4], CultureInfo.InvariantCulture),
            double.Parse(f[5], CultureInfo.InvariantCulture), f[6], double.Parse(f[7], CultureInfo.InvariantCulture), double.Parse(f[8], CultureInfo.InvariantCulture));
    }
}
