using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using ISyNet.Graph;
using ISyNet.Graph.Weights;
using ISyNet.Images;

namespace ISyNet.Training.Checkpoints;

/// <summary>A SHA-256 over what makes two trainings the same one, added piece by piece.</summary>
internal sealed class Fingerprint : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Add(string text) => _hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));

    public void Add(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    public void Add(ImageSet images) => images.Identify(_hash);

    public void Add(Network network)
    {
        foreach (var layer in network.Layers)
            Add($"{layer.Name} {layer.Op} [{string.Join(',', layer.Inputs)}] {layer.Output}");
    }

    public void Add(WeightSet weights)
    {
        foreach (var name in weights.Names)
        {
            Add(name);
            Add(MemoryMarshal.AsBytes(weights[name].Values.AsSpan()));
        }
    }

    public string ToHex() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();
}
