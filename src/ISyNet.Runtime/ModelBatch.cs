using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;

namespace ISyNet.Runtime;

/// <summary>Samples as tensors of a model, ready to be run.</summary>
internal sealed class ModelBatch : IDisposable
{
    private readonly string _path;
    private readonly InferenceSession _session;
    private readonly ModelBinding _binding;
    private readonly ImmutableArray<string> _names;
    private readonly ImmutableArray<OrtValue> _values;

    /// <summary>The most values of one input: 2 GiB of floats.</summary>
    public const long MostValues = 1L << 29;

    /// <exception cref="ISyNetException">An input is too large, or of a type that cannot be given.</exception>
    public ModelBatch(string path, InferenceSession session, ModelBinding binding, float[] buffer, int rows)
    {
        (_path, _session, _binding) = (path, session, binding);
        _names = [.. session.InputMetadata.Keys];
        _values = [.. _names.Select(name => name == binding.Input ? TensorValues.Create(session.InputMetadata[name].ElementDataType, buffer, binding.Dims(rows)) : Ones(path, session.InputMetadata[name], rows))];
    }

    /// <summary>The output's numbers.</summary>
    /// <exception cref="ISyNetException">The run fails.</exception>
    public float[] Run() => Run([_binding.Output], outputs => TensorValues.Read(outputs[0]));

    /// <summary>The dimensions of the given outputs.</summary>
    /// <exception cref="ISyNetException">The run fails.</exception>
    public ImmutableArray<ImmutableArray<long>> RunForDims(IReadOnlyCollection<string> outputs) =>
        Run(outputs, values => values.Select(value => value.IsTensor ? value.GetTensorTypeAndShape().Shape.ToImmutableArray() : []).ToImmutableArray());

    public void Dispose()
    {
        foreach (var value in _values)
            value.Dispose();
    }

    private T Run<T>(IReadOnlyCollection<string> outputs, Func<IReadOnlyList<OrtValue>, T> read)
    {
        try
        {
            using var run = new RunOptions();
            using var values = _session.Run(run, _names, _values, outputs);
            return read(values);
        }
        catch (OnnxRuntimeException error)
        {
            throw new ISyNetException($"{_path}: the run failed: {ErrorText.OneLine(error.Message)}", error);
        }
    }

    // The first free dimension of another input is the batch, as that of the samples is.
    private static OrtValue Ones(string path, NodeMetadata input, int rows)
    {
        long[] dims = [.. input.Dimensions.Select((dim, i) => dim > 0 ? (long)dim : i == 0 ? rows : 1)];
        var count = dims.Aggregate(1L, (product, dim) => product > MostValues ? product : product * dim);
        var numbers = count <= MostValues ? new float[count] : throw new ISyNetException($"{path}: another input wants {string.Join('x', dims)} values, more than the {MostValues} that are given");
        Array.Fill(numbers, 1);
        return TensorValues.Create(input.ElementDataType, numbers, dims);
    }
}
