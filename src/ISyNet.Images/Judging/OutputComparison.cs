namespace ISyNet.Images.Judging;

/// <summary>Compares one output of two engines, batch after batch, in constant memory.</summary>
public sealed class OutputComparison
{
    // What float32 cannot tell apart after a few roundings, for outputs that hardly vary.
    private const double RoundingSteps = 8.0 / (1 << 23);

    private double _largest, _magnitude, _mean, _squares;
    private long _count;

    /// <summary>Adds the outputs of some images.</summary>
    /// <param name="reference">Outputs of the training framework.</param>
    /// <param name="exported">Outputs of the exported model, in the same order.</param>
    /// <exception cref="ImageException">They differ in number.</exception>
    public void Add(ReadOnlySpan<float> reference, ReadOnlySpan<float> exported)
    {
        if (reference.Length != exported.Length)
            throw new ImageException($"the exported model gives {exported.Length} numbers where the training framework gives {reference.Length}");
        for (var i = 0; i < reference.Length; i++)
        {
            var distance = Math.Abs((double)exported[i] - reference[i]);
            // What is no number is the largest difference there is.
            _largest = double.IsNaN(distance) ? double.PositiveInfinity : Math.Max(_largest, distance);
            _magnitude = Math.Max(_magnitude, Math.Abs(reference[i]));
            // Welford's running variance.
            var deviation = reference[i] - _mean;
            _mean += deviation / ++_count;
            _squares += deviation * (reference[i] - _mean);
        }
    }

    /// <summary>The comparison of a model with several outputs: that of the output with the largest difference relative to the allowed one.</summary>
    /// <param name="data">Name of the images.</param>
    /// <param name="images">Number of images.</param>
    /// <param name="outputs">The outputs, at least one.</param>
    public static ExportProof Proof(string data, int images, params ReadOnlySpan<OutputComparison> outputs)
    {
        ExportProof? worst = null;
        foreach (var output in outputs)
        {
            var proof = output.Proof(data, images);
            if (worst is null || Excess(proof) > Excess(worst))
                worst = proof;
        }

        return worst ?? throw new ArgumentException("there is no output to compare", nameof(outputs));
    }

    // Of what is allowed; infinite where a number is none.
    private static double Excess(ExportProof proof) => proof.Passed
        ? proof.LargestDifference == 0 ? 0 : proof.LargestDifference / proof.Allowed
        : double.IsFinite(proof.LargestDifference / proof.Allowed) ? proof.LargestDifference / proof.Allowed : double.PositiveInfinity;

    private ExportProof Proof(string data, int images)
    {
        var spread = _count > 0 ? Math.Sqrt(_squares / _count) : 0;
        return new ExportProof(data, images, _largest, spread, Math.Max(ExportProof.Tolerance * spread, RoundingSteps * _magnitude));
    }
}
