using System.Globalization;
using ISyNet.Application.Classification;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Weights;
using ISyNet.Images;
using ISyNet.Images.Formats;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Bench.Transfer;

/// <summary>
/// Pretrains on five classes, then comes to tasks of few labels by each method, five seeds each; a sixth seed chooses the learning
/// rate of each method on held-out images. Results that are in the file already are not made again.
/// </summary>
internal sealed class TransferStudy(string path, TextWriter output)
{
    private const ulong ChoosingSeed = 100;
    private const int ChoosingLabels = 50, HeldOut = 500;
    private const double PretrainingEpochs = 2;
    private readonly TransferCsv _results = new(path);
    private readonly Dictionary<string, WeightSet> _pretrained = [];

    public void Run(CancellationToken cancellation)
    {
        var data = FashionMnist.Load();
        var pretraining = TransferTask.Pretraining(data);
        TransferTask?[] tasks = [TransferTask.OtherFive(data), TransferTask.Digits(DigitsFile)]; // without the digits' file, without digits
        Architecture[] networks = [Contenders.ISyNet, Contenders.ResNet];
        foreach (var network in networks)
            Say($"{network.Name}: {network.Build().TotalParams} parameters, {network.Build().TotalMacs} MACs, {Contenders.LatencyMs(network):0.00000} ms per image");
        foreach (var task in tasks.OfType<TransferTask>())
        {
            foreach (var seed in new ulong[] { ChoosingSeed, 1, 2, 3, 4, 5 })
            {
                foreach (var network in networks)
                {
                    foreach (var method in Enum.GetValues<Method>())
                        Judge(task, network, method, seed, pretraining, cancellation);
                }
            }
        }
    }

    private static string DigitsFile => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set ? set : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "isynet", "digits", "digits.csv.gz");

    private void Judge(TransferTask task, Architecture network, Method method, ulong seed, ImageSet pretraining, CancellationToken cancellation)
    {
        if (seed == ChoosingSeed)
        {
            foreach (var rate in Methods.Rates(method))
                RunOne(new TransferResult(task.Name, network.Name, method, ChoosingLabels, seed, rate, "held-out", 0, 0), task, network, pretraining, cancellation);
            return;
        }

        var chosen = _results.All.Where(r => r.JudgedOn == "held-out" && r.Target == task.Name && r.Network == network.Name && r.Method == method).MaxBy(r => r.Accuracy)!.Rate;
        foreach (var labels in task.LabelsPerClass)
            RunOne(new TransferResult(task.Name, network.Name, method, labels, seed, chosen, "test", 0, 0), task, network, pretraining, cancellation);
    }

    private void RunOne(TransferResult asked, TransferTask task, Architecture architecture, ImageSet pretraining, CancellationToken cancellation) => _results.GetOrAdd(asked, () =>
    {
        var network = architecture.For(task.Pool.Shape, task.Pool.Classes).Build();
        var (few, rest) = task.Draw(asked.LabelsPerClass, asked.Seed);
        var job = new TrainingJob(network, few, Methods.Recipe(asked.Method, asked.Rate), Methods.Budget(few.Count), asked.Seed)
        {
            InitialWeights = asked.Method == Method.Scratch ? null : WeightTransfer.Into(network, Pretrained(architecture, asked.Seed, pretraining, cancellation), "pretraining", asked.Seed).Weights,
            Normalization = asked.Method == Method.Scratch ? null : pretraining.Normalization(),
            Rates = Methods.LayerRates(asked.Method),
        };
        var trained = Trainer.Train(job, cancellation: cancellation);
        var judged = asked.JudgedOn == "test" ? task.Test : rest.Subset(HeldOut, asked.Seed);
        using var predictor = new Predictor(network, trained.Weights, trained.Normalization);
        var result = asked with { Accuracy = predictor.Predict(judged, cancellation: cancellation).Accuracy(judged).Value, Seconds = trained.Elapsed.TotalSeconds };
        Say($"{result.Key}: {result.Accuracy:0.0000} in {result.Seconds:0.0} s");
        return result;
    });

    // Pretrained weights are kept beside the results, so that a stopped study does not pretrain again.
    private WeightSet Pretrained(Architecture architecture, ulong seed, ImageSet images, CancellationToken cancellation)
    {
        var file = $"{path}.{architecture.Name}-{seed}.safetensors";
        if (_pretrained.TryGetValue(file, out var known))
            return known;
        if (File.Exists(file))
            return _pretrained[file] = SafetensorsFile.Load(file).Weights;
        var job = new TrainingJob(architecture.For(images.Shape, images.Classes).Build(), images, RecipeFile.Find("quick")!, TrainingBudget.FromEpochs(PretrainingEpochs), seed);
        var trained = Trainer.Train(job, cancellation: cancellation);
        SafetensorsFile.Save(file, trained.Weights);
        Say($"{architecture.Name}, seed {seed}: pretrained at {trained.ImagesPerSecond:0} images/s in {trained.Elapsed.TotalSeconds:0} s");
        return _pretrained[file] = trained.Weights;
    }

    private void Say(FormattableString line)
    {
        output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
        output.Flush();
    }
}
