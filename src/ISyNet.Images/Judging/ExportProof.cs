using System.Globalization;

namespace ISyNet.Images.Judging;

/// <summary>
/// How close an exported model, run by ONNX Runtime, is to the network that it was exported from, run by the training framework, on the same images.
/// docs/numerics.md says what to do when they differ.
/// </summary>
/// <param name="Data">Name of the images.</param>
/// <param name="Images">Number of images.</param>
/// <param name="LargestDifference">Largest absolute difference of an output; infinity if one is not a number.</param>
/// <param name="Spread">Standard deviation of the outputs over all images.</param>
/// <param name="Allowed">The allowed difference.</param>
public sealed record ExportProof(string Data, int Images, double LargestDifference, double Spread, double Allowed)
{
    /// <summary>Number of images to compare, if available.</summary>
    public const int LeastImages = 256;

    /// <summary>The allowed difference as a fraction of the outputs' spread.</summary>
    public const double Tolerance = 1e-3;

    /// <summary>Whether the model computes the same as the trained network.</summary>
    public bool Passed => LargestDifference <= Allowed;

    /// <summary>The outcome in one line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"ONNX Runtime {(Passed ? "agrees with" : "DIFFERS from")} the training framework on {Images} images of {Data}: outputs differ by at most {LargestDifference:g2}, spread {Spread:g3}, allowed {Allowed:g2}");

    /// <summary>Throws if the model differs from the trained network; the files are kept.</summary>
    /// <param name="model">The exported file.</param>
    /// <exception cref="ISyNetException">The outputs differ; the message says where, by how much and what to do.</exception>
    public void ThrowIfFailed(string model)
    {
        if (!Passed)
            throw new ISyNetException($"{model}: {this}: one of the two computes wrongly here, so trust neither figures nor model; 'isynet doctor' checks this machine, docs/numerics.md says what to do; the files are kept");
    }
}
