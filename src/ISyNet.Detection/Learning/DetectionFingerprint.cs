using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using ISyNet.Graph;

namespace ISyNet.Detection.Learning;

/// <summary>What makes two jobs the same training: a hash over network, recipe, seed, pictures and starting point; the budget may grow.</summary>
internal static class DetectionFingerprint
{
    private const int Pictures = 64;

    public static string Of(DetectionJob job, Network network)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
        foreach (var layer in network.Layers)
            Add($"{layer.Name} {layer.Op} [{string.Join(',', layer.Inputs)}] {layer.Output}");
        Add(DetectionRecipeFile.Write(job.Recipe));
        Add(string.Create(CultureInfo.InvariantCulture, $"{job.Seed} {job.Pictures.Count}"));
        // Every picture would mean decoding them all; a spread of them tells two data sets apart.
        for (var i = 0; i < Pictures; i++)
        {
            var picture = job.Pictures[(int)((long)i * job.Pictures.Count / Pictures)];
            hash.AppendData(picture.Pixels);
            Add(string.Join(';', picture.Objects));
        }

        foreach (var name in job.BackboneWeights?.Names ?? [])
        {
            Add(name);
            hash.AppendData(MemoryMarshal.AsBytes(job.BackboneWeights![name].Values.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
