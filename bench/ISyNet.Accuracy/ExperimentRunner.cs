using System.Diagnostics;
using System.Globalization;
using ISyNet.Graph.Weights;
using ISyNet.Images;
using ISyNet.Training;

namespace ISyNet.Accuracy;

/// <summary>
/// Runs the experiments of a list that have no result yet, one after the other on one thread. A stopped run goes on
/// where it was; several processes with the same arguments share the work.
/// </summary>
internal sealed class ExperimentRunner(ExperimentList list, ResultFile results, TextWriter output)
{
    public void Run(CancellationToken cancellation)
    {
        var data = list.Images(cancellation);
        var (rest, heldOut) = data.Training.HoldOut(list.HeldOut, list.SplitSeed);
        var training = list.TrainingImages is { } count ? rest.Subset(count, list.SplitSeed) : rest;
        foreach (var experiment in list.Experiments)
        {
            var recipe = list.Recipe(experiment);
            var network = list.Network(experiment.Network, recipe, training);
            var partner = experiment.Partner is { } path ? list.Network(path, recipe, training) : null;
            foreach (var seed in experiment.Seeds)
            {
                var job = new TrainingJob(network, training, recipe, TrainingBudget.FromEpochs(experiment.Epochs), seed)
                {
                    Partner = partner,
                    InitialWeights = list.Start(experiment, network, seed),
                    Holdout = heldOut.Count > 0 ? heldOut : null,
                };
                RunOne(job, experiment.Epochs, list.Test ? data.Test : null, cancellation);
            }
        }
    }

    private void RunOne(TrainingJob job, double epochs, ImageSet? test, CancellationToken cancellation)
    {
        var key = Result.KeyOf(job.Network.Name, job.Recipe.Name, epochs, job.Training.Count, job.Seed);
        using var claim = RunClaim.TryTake(results.Beside(key, "lock"));
        if (claim is null || results.Read().Any(result => result.Key == key))
            return;
        var checkpoint = results.Beside(key, "checkpoint");
        var resumed = File.Exists(checkpoint);
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        Say($"{key}: {job.Network.TotalParams} parameters, {job.Network.TotalMacs} MACs{(resumed ? ", goes on" : "")}");
        var trained = Trainer.Train(job with { Settings = new() { CheckpointPath = checkpoint, ProgressInterval = TimeSpan.FromSeconds(30) } }, new Told(this, key), cancellation);
        var spent = resumed ? double.NaN : (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds;

        SafetensorsFile.Save(results.Beside(key, "safetensors"), trained.Weights);
        AtomicFile.WriteText(results.Beside(key, "csv"), Curve.ToText(trained.Curve));
        using var predictor = new Predictor(job.Network, trained.Weights, trained.Normalization);
        var onHeldOut = Judge(predictor, job.Holdout, cancellation);
        var onTest = Judge(predictor, test, cancellation);
        var result = new Result(
            job.Network.Name, job.Network.TotalParams, job.Network.TotalMacs, job.Recipe.Name, job.Seed, epochs, job.Training.Count,
            onHeldOut.Plain, onHeldOut.Pair, onTest.Plain, onTest.Pair, trained.Elapsed.TotalSeconds, spent,
            DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mmZ", CultureInfo.InvariantCulture),
            $"1 thread of {Environment.ProcessorCount} cores");
        results.Append(result);
        File.Delete(checkpoint);
        Say(result.ToLine());
    }

    private static (double Plain, double Pair) Judge(Predictor predictor, ImageSet? images, CancellationToken cancellation) =>
        images is null ? (double.NaN, double.NaN) : FlippedPair.Accuracy(predictor, images, cancellation);

    private void Say(string line)
    {
        output.WriteLine($"{DateTime.Now.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} {line}");
        output.Flush();
    }

    private sealed class Told(ExperimentRunner runner, string key) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => runner.Say(string.Create(CultureInfo.InvariantCulture,
            $"{key}: epoch {value.Epoch:f2} loss {value.Loss:f4} held out {value.Evaluation:f4} {value.ImagesPerSecond:f0} images/s, {value.Left:hh\\:mm\\:ss} left"));
    }
}
