using System.Buffers.Binary;
using ISyNet.Onnx.Import;

namespace ISyNet.Onnx.Checkpoints;

/// <summary>Recognises weight files that we cannot read, and says how to convert them.</summary>
internal static class ForeignCheckpoint
{
    private const int HeadBytes = 4;

    /// <summary>What the file is and what to do, for a message after the name of the file; null if we may be able to read it.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string? Advice(string path)
    {
        if (Directory.Exists(path))
            return ForeignFile.Recognise(path);
        if (IsSafetensors(path))
            return null;
        var head = Head(path);
        // PyTorch's files are zip archives, and pickles before version 1.6.
        if (head.StartsWith("PK\u0003\u0004"u8) || head is [0x80, >= 2 and <= 5, ..])
            return ForPyTorch(Path.GetFileName(path));
        if (head.StartsWith("GGUF"u8))
            return "is a GGUF file, which holds language models: weights are read as safetensors";
        if (path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
            return ForeignFile.Recognise(path) ?? "is an ONNX file, which needs no import: 'isynet predict', 'profile' and 'measure' take it";
        return ForeignFile.Recognise(path);
    }

    /// <summary>Whether a file begins like safetensors: with the length of a JSON header that fits into the file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static bool IsSafetensors(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[9];
        return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head[8] == '{'
            && BinaryPrimitives.ReadInt64LittleEndian(head) is >= 2 and var length && length <= file.Length - 8;
    }

    private static string ForPyTorch(string name) =>
        $"is a PyTorch file, which can run programs when it is read: save it as safetensors, like this: python -c \"import torch; from safetensors.torch import save_file; "
        + $"d = torch.load('{name}', map_location='cpu'); d = d.get('state_dict', d.get('model', d)) if isinstance(d, dict) else d.state_dict(); "
        + $"save_file({{k: v.clone().contiguous() for k, v in d.items() if torch.is_tensor(v)}}, '{Path.ChangeExtension(name, ".safetensors")}')\"";

    private static byte[] Head(string path)
    {
        using var file = File.OpenRead(path);
        var head = new byte[HeadBytes];
        return head[..file.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false)];
    }
}
