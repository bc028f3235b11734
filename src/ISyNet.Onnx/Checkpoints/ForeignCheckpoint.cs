namespace ISyNet.Onnx.Checkpoints;

/// <summary>Weight files of other kinds than are read, and how to make them ones that are.</summary>
internal static class ForeignCheckpoint
{
    private const int Length = 64;

    /// <summary>What to do with a file, in words after its name; null where it is none of these.</summary>
    public static string? Advice(string path)
    {
        var head = Head(path);
        var name = Path.GetFileName(path);
        var safe = Path.ChangeExtension(name, ".safetensors");
        // PyTorch's files are zip archives, before 1.6 pickles; other pickles begin the same.
        if (head.StartsWith("PK\u0003\u0004"u8) || head is [0x80, >= 2 and <= 5, ..])
        {
            return $"is a PyTorch file, which can run programs when it is read: save it as safetensors, like this: python -c \"import torch; from safetensors.torch import save_file; "
                + $"d = torch.load('{name}', map_location='cpu'); d = d.get('state_dict', d.get('model', d)) if isinstance(d, dict) else d.state_dict(); "
                + $"save_file({{k: v.clone().contiguous() for k, v in d.items() if torch.is_tensor(v)}}, '{safe}')\"";
        }

        return head is [0x89, (byte)'H', (byte)'D', (byte)'F', ..] ? "is an HDF5 file, as Keras writes them: export the network as ONNX, or its weights as safetensors in PyTorch's layout"
            : head.StartsWith("version https://git-lfs"u8) ? "is a Git LFS pointer, not the file itself: run 'git lfs pull'"
            : head.StartsWith("<!"u8) || head.StartsWith("<html"u8) ? "is a web page: the download failed"
            : head is [0x1F, 0x8B, ..] ? "is an archive: unpack it"
            : path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) ? "is an ONNX file, which needs no import: 'isynet predict', 'profile' and 'measure' take it"
            : head is [(byte)'G', (byte)'G', (byte)'U', (byte)'F', ..] ? "is a GGUF file, which holds language models: weights are read as safetensors"
            : null;
    }

    private static byte[] Head(string path)
    {
        try
        {
            if (new FileInfo(path) is not { Exists: true, Length: > 0 })
                return [];
            using var stream = File.OpenRead(path);
            var head = new byte[Length];
            return head[..stream.ReadAtLeast(head, Length, throwOnEndOfStream: false)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
