using System.Globalization;
using ISyNet.Images;
using ISyNet.Images.Formats;
using ISyNet.Training;
using ISyNet.Training.Recipes;

namespace ISyNet.Search.Bench;

/// <summary>
/// Trains every network of the table's space once on Fashion-MNIST and appends one row each to a CSV; a run that was stopped
/// goes on where it was. Judged on held-out training images; the test images are not read.
/// </summary>
internal static class TrainTable
{
    private const int TrainingImages = 6000;
    private const int HeldOut = 5000;
    private const double Epochs = 2;
    private const ulong Seed = 1;

    public const string Header = "genotype,seed,training_images,epochs,held_out_error,seconds";

    public static void Run(string path)
    {
        var (rest, heldOut) = FashionMnist.Load().Training.HoldOut(HeldOut, Seed);
        var training = rest.Subset(TrainingImages, Seed);
        var recipe = RecipeFile.Find("short")!;
        var done = File.Exists(path) ? File.ReadLines(path).Skip(1).Select(line => line.Split(',')[0]).ToHashSet() : [];
        if (done.Count == 0)
            File.WriteAllText(path, Header + "\n");
        var genotypes = TableSpace.AllGenotypes();
        foreach (var (index, genotype) in genotypes.Index())
        {
            if (done.Contains(genotype.Text))
                continue;
            var seed = SeededRandom.NumberedSeed(Seed, index);
            var job = new TrainingJob(genotype.ToArchitecture().Build(), training, recipe, TrainingBudget.FromEpochs(Epochs), seed) { Holdout = heldOut };
            var result = Trainer.Train(job);
            var error = 1 - result.HoldoutAccuracy;
            File.AppendAllText(path, string.Create(CultureInfo.InvariantCulture,
                $"{genotype.Text},{seed},{TrainingImages},{Epochs},{error:f4},{result.Elapsed.TotalSeconds:f1}\n"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{index + 1}/{genotypes.Count} {error:f4} {result.ImagesPerSecond:f0} images/s {genotype.Text}"));
        }
    }
}
