using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Google.Protobuf;
using ISyNet.Graph;
using ISyNet.Onnx.Checkpoints.Proto;

namespace ISyNet.Onnx.Checkpoints;

/// <summary>Reads MindSpore's checkpoint files (.ckpt): docs/weights.md.</summary>
internal static class MindSporeCheckpoint
{
    private const int MaxRank = 8;
    private const long MaxElements = 1L << 29;

    /// <summary>All tensors of floating point numbers, in the order of the file. Counters and empty tensors are left out.</summary>
    /// <exception cref="GraphException">The file cannot be read or is not sound; the message names file, tensor and reason.</exception>
    public static Checkpoint Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > int.MaxValue } large)
                throw new GraphException($"has {large.Length} bytes, more than the {int.MaxValue} that a checkpoint may have");
            return Join(CheckpointProto.Parser.ParseFrom(File.ReadAllBytes(path)));
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new GraphException($"{path}: is no MindSpore checkpoint and no safetensors file, or is cut off: give a .ckpt or .safetensors file, or copy it again", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or GraphException)
        {
            throw new GraphException($"{path}: {error.Message}", error);
        }
    }

    private static Checkpoint Join(CheckpointProto checkpoint)
    {
        if (checkpoint.Value.Count == 0)
            throw new GraphException("holds no tensors: it is no MindSpore checkpoint");
        var tensors = ImmutableArray.CreateBuilder<CheckpointTensor>();
        var leftOut = ImmutableArray.CreateBuilder<string>();
        foreach (var group in checkpoint.Value.GroupBy(value => value.Tag))
        {
            if (group.First().Tensor is not { } first)
                throw new GraphException($"the value '{group.Key}' has no tensor");
            if (first.Dims.Contains(0) && group.All(value => value.Tensor?.TensorContent is null or { IsEmpty: true }))
                leftOut.Add($"{group.Key} ({first.TensorType}, empty)");
            else if (ElementBytes(first.TensorType) is var size && size > 0)
                tensors.Add(Tensor(group.Key, first, size, [.. group.Select(value => value.Tensor?.TensorContent ?? ByteString.Empty)]));
        }

        return new Checkpoint(tensors.ToImmutable(), IsInOrder: true, leftOut.ToImmutable());
    }

    private static CheckpointTensor Tensor(string name, CheckpointTensorProto first, int elementBytes, ByteString[] parts)
    {
        if (first.Dims.Count > MaxRank || first.Dims.Any(dim => dim is < 1 or > int.MaxValue))
            throw new GraphException($"tensor '{name}' has the dimensions [{string.Join(", ", first.Dims.Take(MaxRank + 1))}]: they must be at most {MaxRank} numbers from 1");
        var elements = 1L;
        foreach (var dim in first.Dims)
        {
            elements *= dim;
            if (elements > MaxElements)
                throw new GraphException($"tensor '{name}' has more than {MaxElements} elements");
        }

        var bytes = parts.Sum(part => (long)part.Length);
        if (bytes != elements * elementBytes)
            throw new GraphException($"tensor '{name}' has {bytes} bytes in {parts.Length} parts; its {elements} elements of {first.TensorType} need {elements * elementBytes}");
        var content = new byte[bytes];
        var at = 0;
        foreach (var part in parts)
        {
            part.Span.CopyTo(content.AsSpan(at));
            at += part.Length;
        }

        return new CheckpointTensor(name, [.. first.Dims.Select(dim => (int)dim)], Decode(content, first.TensorType));
    }

    private static int ElementBytes(string type) => type switch { "Float32" => 4, "Float16" or "BFloat16" => 2, "Float64" => 8, _ => 0 };

    private static float[] Decode(byte[] bytes, string type)
    {
        if (type == "Float32")
            return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
        var size = ElementBytes(type);
        var values = new float[bytes.Length / size];
        for (var i = 0; i < values.Length; i++)
        {
            var element = bytes.AsSpan(i * size, size);
            values[i] = type switch
            {
                "Float16" => (float)BinaryPrimitives.ReadHalfLittleEndian(element),
                "BFloat16" => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt16LittleEndian(element) << 16),
                _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(element),
            };
        }

        return values;
    }
}
