using System.Globalization;
using Google.Protobuf;
using ISyNet.Graph;
using ISyNet.Onnx.Proto;

namespace ISyNet.Onnx.Import;

/// <summary>
/// Loads small constants that a model stores in another file, because they may be shapes and axes. Weights are not read.
/// Paths outside the folder of the model are refused.
/// </summary>
internal static class ExternalData
{
    private const int MaxElementBytes = 8;

    /// <summary>Loads the small tensors of a graph into the model.</summary>
    /// <exception cref="GraphException">A tensor names a file outside the folder, or a range outside that file.</exception>
    public static void LoadSmall(GraphProto graph, string modelPath)
    {
        foreach (var tensor in graph.Initializer)
        {
            if (tensor.DataLocation != TensorProto.Types.DataLocation.External)
                continue;
            var path = Resolve(tensor, modelPath);
            if (InferenceModel.IsSmallCount(tensor) && File.Exists(path))
                Load(tensor, path);
        }
    }

    private static string Resolve(TensorProto tensor, string modelPath)
    {
        var location = Entry(tensor, "location");
        var folder = Path.GetDirectoryName(Path.GetFullPath(modelPath))!;
        var path = location.Contains('\0', StringComparison.Ordinal) || location.Length == 0 ? "" : Path.GetFullPath(Path.Combine(folder, location));
        return path.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new GraphException($"weight '{tensor.Name}' lies in '{location.ReplaceLineEndings(" ")}', outside the model's folder: move it beside the model");
    }

    private static void Load(TensorProto tensor, string path)
    {
        using var file = File.OpenRead(path);
        var offset = Number(tensor, "offset", 0);
        var length = Number(tensor, "length", file.Length - offset);
        if (offset < 0 || length < 0 || offset > file.Length || length > file.Length - offset || length > (long)InferenceModel.SmallElements * MaxElementBytes)
            throw new GraphException($"weight '{tensor.Name}' wants {length} bytes at {offset} of '{Path.GetFileName(path)}', which has {file.Length}");
        var bytes = new byte[length];
        file.Position = offset;
        file.ReadExactly(bytes);
        tensor.RawData = ByteString.CopyFrom(bytes);
        tensor.DataLocation = TensorProto.Types.DataLocation.Default;
        tensor.ExternalData.Clear();
    }

    private static string Entry(TensorProto tensor, string key) => tensor.ExternalData.FirstOrDefault(e => e.Key == key)?.Value ?? "";

    private static long Number(TensorProto tensor, string key, long fallback)
    {
        var text = Entry(tensor, key);
        if (text.Length == 0)
            return fallback;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw new GraphException($"weight '{tensor.Name}' has the {key} '{text.ReplaceLineEndings(" ")}', which is no number");
    }
}
