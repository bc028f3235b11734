using System.Globalization;
using ISyNet.Graph;
using ISyNet.Training.Checkpoints;

namespace ISyNet.Detection.Learning;

/// <summary>What makes two jobs the same training: a hash over network, recipe, seed, pictures and starting point; the budget may grow.</summary>
internal static class DetectionFingerprint
{
    private const int Pictures = 64;

    public static string Of(DetectionJob job, Network network)
    {
        using var fingerprint = new Fingerprint();
        fingerprint.Add(network);
        fingerprint.Add(DetectionRecipeFile.Write(job.Recipe));
        fingerprint.Add(string.Create(CultureInfo.InvariantCulture, $"{job.Seed} {job.Pictures.Count}"));
        // Every picture would mean decoding them all; a spread of them tells two data sets apart.
        for (var i = 0; i < Pictures; i++)
        {
            var picture = job.Pictures[(int)((long)i * job.Pictures.Count / Pictures)];
            fingerprint.Add(picture.Pixels);
            fingerprint.Add(string.Join(';', picture.Objects));
        }

        if (job.BackboneWeights is { } weights)
            fingerprint.Add(weights);
        return fingerprint.ToHex();
    }
}
