using System.Globalization;
using ISyNet.Images;
using ISyNet.Training;
using ISyNet.Training.Recipes;

namespace ISyNet.Evaluators.Bench;

/// <summary>Trains the judges and appends one row each to a CSV; a run that was stopped goes on where it was.</summary>
internal static class TrainJudges
{
    private const string Header = "genotype,seed,training_images,epochs,held_out_error,seconds";

    /// <param name="path">The CSV.</param>
    /// <param name="share">Which share of the networks, from 0: several processes may work on one file.</param>
    /// <param name="shares">How many shares.</param>
    public static void Run(string path, int share, int shares)
    {
        var (training, heldOut) = JudgeSet.Images();
        var normalization = training.Normalization();
        var recipe = RecipeFile.Find("short")!;
        if (!File.Exists(path))
            Append(path, Header);
        // In random order, so that a part of the rows is spread like the whole; own share first, then what others left.
        var candidates = JudgeSet.Candidates();
        var order = new SeededRandom(JudgeSet.TrainingSeed).Permutation(candidates.Length).OrderBy(i => i % shares == share ? 0 : 1);
        foreach (var candidate in order.Select(i => candidates[i]))
        {
            if (File.ReadLines(path).Any(line => line.StartsWith(candidate.Genotype.Text + ",", StringComparison.Ordinal)))
                continue;
            var network = candidate.Genotype.ToArchitecture().Build();
            var job = new TrainingJob(network, training, recipe, TrainingBudget.FromEpochs(JudgeSet.Epochs), candidate.Seed) { Normalization = normalization };
            var result = Trainer.Train(job);
            using var predictor = new Predictor(network, result.Weights, normalization);
            var error = 1 - predictor.Predict(heldOut).Accuracy(heldOut).Value;
            Append(path, string.Create(CultureInfo.InvariantCulture,
                $"{candidate.Genotype.Text},{candidate.Seed},{training.Count},{JudgeSet.Epochs},{error:f4},{result.Elapsed.TotalSeconds:f1}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{candidate.Number + 1}/{JudgeSet.Count} {error:f4} {result.ImagesPerSecond:f0} images/s {candidate.Genotype.Text}"));
        }
    }

    private static void Append(string path, string line)
    {
        using var file = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite));
        file.Write(line + "\n");
    }
}
