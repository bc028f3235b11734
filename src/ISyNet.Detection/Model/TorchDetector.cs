using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Training;
using ISyNet.Training.Data;
using ISyNet.Training.Native;
using ISyNet.Training.Networks;
using TorchSharp;

namespace ISyNet.Detection.Model;

/// <summary>Runs a detector in the training framework. Owns native memory: dispose it. One thread at a time.</summary>
public sealed class TorchDetector : IPictureDetector
{
    private readonly TorchNetwork _network;
    private readonly OutputReader _reader;
    private readonly Normalization _normalization;
    private ImageBatch? _batch;

    /// <summary>Builds the network with its weights.</summary>
    /// <param name="detector">The detector.</param>
    /// <param name="rules">Which boxes it gives; the usual ones when null.</param>
    /// <param name="accelerator">What it computes on; the processor when null.</param>
    /// <exception cref="ISyNetException">The weights belong to another network, a rule is out of range, or the accelerator is not there.</exception>
    public TorchDetector(Detector detector, DetectionRules? rules = null, Accelerator? accelerator = null)
    {
        ArgumentNullException.ThrowIfNull(detector);
        rules ??= new DetectionRules();
        rules.Check();
        Design = detector.Design;
        _network = new TorchNetwork(detector.Design.Build(), LearningRules.Plain with { Accelerator = TorchRuntime.Choose(accelerator ?? Accelerator.Cpu) });
        _network.Load(detector.Weights);
        _reader = new OutputReader(detector.Design, rules);
        _normalization = detector.Normalization;
        _normalization.Check(Input.Channels);
    }

    /// <summary>The detector.</summary>
    public DetectorDesign Design { get; }

    /// <inheritdoc/>
    public Shape Input => Design.Input;

    /// <inheritdoc/>
    public ImmutableArray<string> ClassNames => Design.ClassNames;

    /// <inheritdoc/>
    public IReadOnlyList<ImmutableArray<FoundObject>> Detect(IReadOnlyList<byte[]> pictures)
    {
        var (logits, distances) = Raw(pictures);
        var positions = distances.Length / 4 / Math.Max(1, pictures.Count);
        var found = new ImmutableArray<FoundObject>[pictures.Count];
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = _reader.Read(
                logits.AsSpan(i * ClassNames.Length * positions, ClassNames.Length * positions),
                distances.AsSpan(i * 4 * positions, 4 * positions));
        }

        return found;
    }

    /// <summary>The outputs of the network for a batch, picture after picture: class logits (classes x positions), logarithms of distances (4 x positions).</summary>
    internal (float[] Logits, float[] LogDistances) Raw(IReadOnlyList<byte[]> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        var batch = Batch(pictures.Count);
        for (var i = 0; i < pictures.Count; i++)
        {
            if (pictures[i].Length != Input.Elements)
                throw new TrainingException($"a picture of {pictures[i].Length} pixels is not {Input}");
            batch.Write(i, pictures[i]);
        }

        var outputs = _network.InferAll(batch.Images);
        try
        {
            return (Copy(outputs[0]), Copy(outputs[1]));
        }
        finally
        {
            foreach (var output in outputs)
                output.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _batch?.Dispose();
        _network.Dispose();
    }

    private static float[] Copy(torch.Tensor output)
    {
        using var dense = output.contiguous();
        return dense.data<float>().ToArray();
    }

    private ImageBatch Batch(int count)
    {
        if (_batch is null || _batch.Size != count)
        {
            _batch?.Dispose();
            _batch = new ImageBatch(Math.Max(1, count), Input, _normalization);
        }

        return _batch;
    }
}
