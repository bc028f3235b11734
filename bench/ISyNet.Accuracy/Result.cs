using System.Globalization;
using ISyNet.Training;

namespace ISyNet.Accuracy;

/// <summary>
/// One line of the results. Accuracies are shares of 1, NaN where nothing was judged; those of the flipped pair take the mean of the
/// logits of an image and of its mirror image, at twice the cost per image.
/// </summary>
internal sealed record Result(
    string Network, long Parameters, long Macs, string Recipe, ulong Seed, double Epochs, int TrainingImages,
    double HeldOutAccuracy, double HeldOutAccuracyPair, double TestAccuracy, double TestAccuracyPair,
    double Seconds, double ProcessorSeconds, string Date, string Conditions)
{
    public const string Header =
        "network,parameters,macs,recipe,seed,epochs,training_images,held_out_accuracy,held_out_accuracy_pair,test_accuracy," +
        "test_accuracy_pair,seconds,processor_seconds,date,conditions";

    /// <summary>What makes a run one run.</summary>
    public string Key => KeyOf(Network, Recipe, Epochs, TrainingImages, Seed);

    public static string KeyOf(string network, string recipe, double epochs, int trainingImages, ulong seed) =>
        string.Create(CultureInfo.InvariantCulture, $"{network}-{recipe}-{epochs}-{trainingImages}-{seed}");

    public string ToLine() => string.Create(CultureInfo.InvariantCulture,
        $"{Network},{Parameters},{Macs},{Recipe},{Seed},{Epochs},{TrainingImages},{HeldOutAccuracy:f4},{HeldOutAccuracyPair:f4}," +
        $"{TestAccuracy:f4},{TestAccuracyPair:f4},{Seconds:f0},{ProcessorSeconds:f0},{Date},{Conditions}");

    public static Result Parse(string line, string place)
    {
        var cells = line.Split(',');
        if (cells.Length != 15)
            throw new TrainingException($"{place}: has {cells.Length} cells, not 15");
        double Number(int cell) => double.TryParse(cells[cell], CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new TrainingException($"{place}: '{cells[cell]}' is no number");
        return new Result(
            cells[0], (long)Number(1), (long)Number(2), cells[3], (ulong)Number(4), Number(5), (int)Number(6), Number(7), Number(8),
            Number(9), Number(10), Number(11), Number(12), cells[13], cells[14]);
    }
}
