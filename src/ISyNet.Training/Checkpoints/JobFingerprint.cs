using System.Globalization;
using ISyNet.Training.Recipes;

namespace ISyNet.Training.Checkpoints;

/// <summary>What makes two jobs the same training: a hash over network, recipe, seed, data and starting point; the budget may grow.</summary>
internal static class JobFingerprint
{
    public static string Of(TrainingJob job)
    {
        using var fingerprint = new Fingerprint();
        fingerprint.Add(job.Network);
        if (job.Partner is { } partner)
            fingerprint.Add(partner);
        foreach (var rate in job.Rates)
            fingerprint.Add($"{rate.Part} {rate.Stage} {rate.Role} {rate.Factor:R}");
        fingerprint.Add(RecipeFile.Write(job.Recipe));
        fingerprint.Add(job.Seed.ToString(CultureInfo.InvariantCulture));
        fingerprint.Add(job.Training);
        fingerprint.Add(string.Join(',', job.Training.Labels));
        if (job.InitialWeights is { } weights)
            fingerprint.Add(weights);
        if (job.PartnerWeights is { } partnerWeights)
            fingerprint.Add(partnerWeights);
        return fingerprint.ToHex();
    }
}
