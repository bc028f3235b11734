using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;

namespace ISyNet.Runtime;

/// <summary>The dimensions of the outputs of a model for one picture. If the file does not give them, the model is run on a black picture.</summary>
internal static class OutputForms
{
    /// <exception cref="ISyNetException">The run fails.</exception>
    public static ImmutableArray<OutputForm> Read(string path, InferenceSession session, ModelBinding binding)
    {
        var outputs = session.OutputNames.Select(name => (Name: name, Data: session.OutputMetadata[name])).ToArray();
        var forms = outputs.Select(output => new OutputForm(output.Name, IsNumbers(output.Data),
            output.Data.IsTensor && output.Data.Dimensions.Length > 0 ? Sample([.. output.Data.Dimensions.Select(dim => dim > 0 ? (int?)dim : null)], binding, binding.FixedBatch ?? 1) : default)).ToImmutableArray();
        if (forms.All(form => form.IsKnown || !form.IsNumbers))
            return forms;
        var rows = binding.HasBatch ? binding.FixedBatch ?? 1 : 1;
        try
        {
            using var batch = new ModelBatch(path, session, binding, new float[rows * binding.Sample.Elements], rows);
            var dims = batch.RunForDims(session.OutputNames);
            return [.. forms.Select((form, i) => form with { Dims = Sample([.. dims[i].Select(dim => (int?)Math.Clamp(dim, 0, int.MaxValue))], binding, rows) })];
        }
        catch (ISyNetException error)
        {
            throw new ISyNetException($"{error.Message}: if the size of the pictures is wrong, give it with --input, such as --input {binding.Sample}", error);
        }
    }

    private static bool IsNumbers(NodeMetadata data) => data.IsTensor && TensorValues.IsFloating(data.ElementDataType);

    // The first dimension is the batch if it is free or equal to the batch.
    private static ImmutableArray<int?> Sample(ImmutableArray<int?> dims, ModelBinding binding, int rows) =>
        binding.HasBatch && dims.Length > 0 && (dims[0] is null || dims[0] == rows) ? dims[1..] : dims;
}
