using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>Converts half, bfloat16 and double tensors of a model to single precision, without values: only shapes are needed.</summary>
internal static class SinglePrecision
{
    private const int Single = (int)OnnxDataType.Float;

    /// <summary>Changes the model in place.</summary>
    /// <returns>Whether there was anything to change.</returns>
    public static bool Apply(ModelProto model)
    {
        var changed = false;
        foreach (var input in model.Graph.Input.Where(i => IsOther(i.Type?.TensorType?.ElemType ?? 0)))
        {
            input.Type.TensorType.ElemType = Single;
            changed = true;
        }

        foreach (var tensor in model.Graph.Initializer)
            changed |= Change(tensor);
        foreach (var node in model.Graph.Node)
        {
            foreach (var attribute in node.Attribute)
            {
                changed |= attribute.T is not null && (node.OpType == "ConstantOfShape" ? ChangeFill(attribute.T) : Change(attribute.T));
                if (attribute.Name is "to" or "dtype" && IsOther((int)Math.Clamp(attribute.I, 0, 1000)))
                {
                    attribute.I = Single;
                    changed = true;
                }
            }
        }

        return changed;
    }

    private static bool IsOther(int type) => (OnnxDataType)type is OnnxDataType.Float16 or OnnxDataType.BFloat16 or OnnxDataType.Double;

    private static bool Change(TensorProto tensor)
    {
        if (!IsOther(tensor.DataType))
            return false;
        tensor.ClearRawData();
        tensor.Int32Data.Clear();
        tensor.DoubleData.Clear();
        tensor.DataType = Single;
        // Declared as external, so that no values are read.
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        return true;
    }

    private static bool ChangeFill(TensorProto tensor)
    {
        if (!Change(tensor))
            return false;
        tensor.DataLocation = TensorProto.Types.DataLocation.Default;
        tensor.FloatData.Add(0);
        return true;
    }
}
