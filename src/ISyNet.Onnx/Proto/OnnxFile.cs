using Google.Protobuf;
using ISyNet.Graph;
using ISyNet.Onnx.Import;

namespace ISyNet.Onnx.Proto;

/// <summary>Parses and writes ONNX files. Size and nesting are bounded.</summary>
internal static class OnnxFile
{
    private const int MaxNesting = 100;

    /// <exception cref="GraphException">The file cannot be read, is no ONNX, or is cut off; the message names it.</exception>
    public static ModelProto Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (ForeignFile.Recognise(path) is { } other)
                throw new GraphException(other);
            using var file = File.OpenRead(path);
            if (file.Length > int.MaxValue)
                throw new GraphException($"has {file.Length} bytes, more than ONNX allows in one file (2 GiB): save the weights as external data");
            return Parse(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or GraphException or NotSupportedException)
        {
            throw new GraphException($"{path}: {error.Message}", error);
        }
    }

    /// <exception cref="GraphException">The bytes are no ONNX model.</exception>
    public static ModelProto Parse(Stream stream)
    {
        ModelProto model;
        using var input = CodedInputStream.CreateWithLimits(stream, int.MaxValue, MaxNesting);
        try
        {
            model = ModelProto.Parser.ParseFrom(input);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new GraphException(IsCutOff(stream)
                ? $"is cut off after {stream.Length} bytes: copy or download it again"
                : "is no ONNX file, or a damaged one: export or copy it again", error);
        }

        if (model.Graph is null)
            throw new GraphException("is no ONNX file: it has no graph");
        return model;
    }

    /// <summary>Whether a file begins like a model but its last field is incomplete.</summary>
    private static bool IsCutOff(Stream stream)
    {
        const int modelFields = 32;
        if (!stream.CanSeek || stream.Length < 4)
            return false;
        stream.Position = 0;
        try
        {
            using var input = new CodedInputStream(stream, leaveOpen: true);
            while (input.ReadTag() is > 0 and var tag)
            {
                const uint wireMask = 7;
                if (tag >> 3 is 0 or > modelFields || (tag & wireMask) is not (0 or 2))
                    return false;
                input.SkipLastField();
            }
        }
        catch (InvalidProtocolBufferException)
        {
            return true;
        }

        return false;
    }

    /// <summary>Writes the file atomically.</summary>
    /// <exception cref="GraphException">It cannot be written.</exception>
    public static void Write(string path, ModelProto model)
    {
        if (model.CalculateSize() is < 0 or > int.MaxValue - 64)
            throw new GraphException($"{path}: the model is larger than the 2 GiB that one ONNX file may have");
        AtomicFile.Write(path, model.WriteTo);
    }
}
