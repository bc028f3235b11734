using ISyNet.Graph;
using Microsoft.ML.OnnxRuntime;

namespace ISyNet.Runtime;

/// <summary>Which input of a model takes the samples, in which form, and which output is read. Other inputs are filled with ones.</summary>
/// <param name="Input">The input.</param>
/// <param name="Sample">What one sample has, in the input's order.</param>
/// <param name="HasBatch">Whether the input has a dimension for the batch.</param>
/// <param name="FixedBatch">The batch that the file fixes; null where it is free.</param>
/// <param name="Output">The output.</param>
internal sealed record ModelBinding(string Input, Shape Sample, bool HasBatch, int? FixedBatch, string Output)
{
    private const int FreeSide = 224;
    private const int FreeChannels = 3;

    /// <summary>The dimensions of the input for so many samples.</summary>
    public long[] Dims(int rows) => HasBatch ? [rows, .. Sample.Dims.Select(dim => (long)dim)] : [.. Sample.Dims.Select(dim => (long)dim)];

    /// <summary>The only input, or the only one of a picture's four dimensions; the first output. Free sizes are those of the counts: 3 channels, 224 each side.</summary>
    /// <exception cref="ISyNetException">The model takes nothing that can be given.</exception>
    public static ModelBinding Default(string path, InferenceSession session)
    {
        var inputs = session.InputMetadata.Where(input => input.Value.IsTensor && input.Value.Dimensions.Length >= 2).ToArray();
        var pictures = inputs.Where(input => input.Value.Dimensions.Length == 4).ToArray();
        var chosen = session.InputMetadata.Count == 1 ? inputs : pictures;
        if (chosen is not [var (name, input)])
            throw new ISyNetException($"{path}: has {session.InputMetadata.Count} inputs ({string.Join(", ", session.InputNames.Take(5))}); one of a batch and known dimensions is expected");
        var dims = input.Dimensions;
        var channels = dims.Length != 4 ? -1 : dims[3] is 1 or 3 && dims[1] is not (1 or 3) ? 3 : 1;
        var sample = new int[dims.Length - 1];
        for (var i = 1; i < dims.Length; i++)
        {
            sample[i - 1] = dims[i] > 0 ? dims[i] : dims.Length != 4
                ? throw new ISyNetException($"{path}: input '{name}' has a free dimension besides the batch: export it with known sizes")
                : i == channels ? FreeChannels : FreeSide;
        }

        return new ModelBinding(name, new Shape(sample), true, dims[0] > 0 ? dims[0] : null, session.OutputNames[0]);
    }
}
