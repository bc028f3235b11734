using System.Runtime.InteropServices;
using Google.Protobuf;
using ISyNet.Graph;
using ISyNet.Onnx.Proto;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ISyNet.Onnx.Import;

/// <summary>A session of ONNX Runtime for shapes: single-threaded, without optimisation and logging.</summary>
internal static class ShapeSession
{
    /// <summary>Type and dimensions of every output, -1 for unknown ones. The model is not run.</summary>
    /// <exception cref="GraphException">ONNX Runtime refuses the model, or takes too long.</exception>
    public static IReadOnlyList<(string Name, int ElementType, long[] Dims)> Outputs(ModelProto model) =>
        BoundedRun.Run(_ => Metadata(model), BoundedRun.OpeningLimit);

    private static (string Name, int ElementType, long[] Dims)[] Metadata(ModelProto model)
    {
        using var session = Open(model);
        return [.. session.OutputMetadata.Where(o => o.Value.IsTensor).Select(o =>
            (o.Key, (int)o.Value.ElementDataType, o.Value.Dimensions.Select(d => (long)d).ToArray()))];
    }

    /// <summary>Runs the model on zeros, or on ones for floats and booleans. Values of integers, floats and booleans are kept.</summary>
    /// <exception cref="GraphException">ONNX Runtime refuses the model, or it needs more time or memory than <see cref="BoundedRun"/> allows.</exception>
    public static IReadOnlyList<TensorProto> Run(ModelProto model, IReadOnlyCollection<ValueInfoProto> inputs, bool ones = false)
    {
        try
        {
            return BoundedRun.Run(options => Run(model, inputs, ones, options));
        }
        catch (OnnxRuntimeException error)
        {
            throw Refusal(error);
        }
    }

    private static TensorProto[] Run(ModelProto model, IReadOnlyCollection<ValueInfoProto> inputs, bool ones, RunOptions run)
    {
        using var session = Open(model);
        var zeros = inputs.Select(input => Filled(input, ones)).ToArray();
        try
        {
            using var results = session.Run(run, [.. inputs.Select(i => i.Name)], zeros, session.OutputNames);
            return [.. results.Select((value, i) => (value, i)).Where(r => r.value.IsTensor).Select(r => Tensor(session.OutputNames[r.i], r.value))];
        }
        finally
        {
            foreach (var zero in zeros)
                zero.Dispose();
        }
    }

    private static OrtValue Filled(ValueInfoProto input, bool ones)
    {
        var dims = input.Type.TensorType.Shape.Dim.Select(d => d.DimValue).ToArray();
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, (TensorElementType)input.Type.TensorType.ElemType, dims);
        var bytes = value.GetTensorMutableRawData();
        bytes.Clear();
        switch ((TensorElementType)input.Type.TensorType.ElemType)
        {
            case TensorElementType.Float when ones:
                MemoryMarshal.Cast<byte, float>(bytes).Fill(1);
                break;
            case TensorElementType.Bool when ones:
                bytes.Fill(1);
                break;
        }

        return value;
    }

    private static TensorProto Tensor(string name, OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        var tensor = new TensorProto { Name = name, DataType = (int)info.ElementDataType, Dims = { info.Shape } };
        if (info.ElementCount <= InferenceModel.SmallElements && info.ElementDataType != TensorElementType.String)
            tensor.RawData = ByteString.CopyFrom(value.GetTensorMutableRawData());
        return tensor;
    }

    private static InferenceSession Open(ModelProto model)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            EnableMemoryPattern = false,
        };
        BoundedRun.Apply(options);
        try
        {
            return new InferenceSession(model.ToByteArray(), options);
        }
        catch (OnnxRuntimeException error)
        {
            throw Refusal(error);
        }
    }

    private static GraphException Refusal(OnnxRuntimeException error) =>
        new($"ONNX Runtime refuses it: {ErrorText.OneLine(error.Message)}", error);
}
