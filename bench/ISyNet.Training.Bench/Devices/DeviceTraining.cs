using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using ISyNet.Images.Formats;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Bench.Devices;

/// <summary>
/// Trains a network on all of Fashion-MNIST's training images on a device, evaluates it there on the test images, and hashes its weights: one line of JSON.
/// What <c>isynet train --held-out 0</c> does, without pictures and export.
/// </summary>
internal static class DeviceTraining
{
    public static void Run(string name, string recipeName, double epochs, string accelerator, bool deterministic, TextWriter output, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var network = BenchNetworks.Find(name).Build();
        var data = FashionMnist.Load();
        var recipe = RecipeFile.Find(recipeName) ?? throw new TrainingException($"there is no recipe '{recipeName}': use {string.Join(", ", RecipeFile.Names)}");
        var settings = new RunSettings { Accelerator = Accelerator.Parse(accelerator), Deterministic = deterministic, EvaluateEvery = 1e9, ProgressInterval = TimeSpan.FromSeconds(10) };
        var trained = Trainer.Train(new TrainingJob(network, data.Training, recipe, TrainingBudget.FromEpochs(epochs), 1) { Settings = settings }, new Lines(), cancellation);
        using var predictor = new Predictor(network, trained.Weights, trained.Normalization, settings.Accelerator);
        var accuracy = predictor.Predict(data.Test, cancellation: cancellation).Accuracy(data.Test);
        output.WriteLine(JsonSerializer.Serialize(new
        {
            network = network.Name,
            recipe = recipe.Name,
            trained.Epochs,
            testAccuracy = accuracy.Value,
            trainingSeconds = Math.Round(trained.Elapsed.TotalSeconds, 2),
            allSeconds = Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 2),
            imagesPerSecond = Math.Round(trained.ImagesPerSecond),
            loss = trained.Curve[^1].Loss,
            arithmetic = trained.Arithmetic.ToString(),
            weightsSha256 = Hash(trained),
        }));
    }

    private static string Hash(TrainingResult trained)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in trained.Weights.Names.Order(StringComparer.Ordinal))
            hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(trained.Weights[name].Values.AsSpan()));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private sealed class Lines : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{value.Spent * 100:0} %: epoch {value.Epoch:0.0}, loss {value.Loss:0.000}, {value.ImagesPerSecond:0} images/s, waiting for data {value.WaitingForData * 100:0} %"));
    }
}
