using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Checkpoints;

/// <summary>What makes two jobs the same training: a hash over network, recipe, seed, data and starting point; the budget may grow.</summary>
internal static class JobFingerprint
{
    public static string Of(TrainingJob job)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
        foreach (var layer in job.Network.Layers.Concat(job.Partner?.Layers ?? []))
            Add($"{layer.Name} {layer.Op} [{string.Join(',', layer.Inputs)}] {layer.Output}");
        foreach (var rate in job.Rates)
            Add($"{rate.Prefix} {rate.Factor:R}");
        Add(RecipeFile.Write(job.Recipe));
        Add(job.Seed.ToString(CultureInfo.InvariantCulture));
        job.Training.Identify(hash);
        Add(string.Join(',', job.Training.Labels));
        foreach (var weights in new[] { job.InitialWeights, job.PartnerWeights }.OfType<Graph.Weights.WeightSet>())
        {
            foreach (var name in weights.Names)
            {
                Add(name);
                hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(weights[name].Values.AsSpan()));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
