using System.Text;

namespace ISyNet.Onnx.Tests.Checkpoints;

/// <summary>Writes MindSpore's checkpoint format byte by byte, apart from the product's reader: the real files cannot be had here.</summary>
internal static class MindSporeWriter
{
    public static byte[] Write(IEnumerable<(string Tag, int[] Dims, string Type, byte[] Content)> values, int partBytes = int.MaxValue)
    {
        var file = new MemoryStream();
        foreach (var (tag, dims, type, content) in values)
        {
            for (var start = 0; start == 0 || start < content.Length; start += partBytes)
            {
                var part = content.AsSpan(start, Math.Min(partBytes, content.Length - start));
                var tensor = new MemoryStream();
                foreach (var dim in dims)
                {
                    tensor.WriteByte(1 << 3);
                    Varint(tensor, (ulong)dim);
                }

                Field(tensor, 2, Encoding.UTF8.GetBytes(type));
                Field(tensor, 3, part);
                var value = new MemoryStream();
                Field(value, 1, Encoding.UTF8.GetBytes(tag));
                Field(value, 2, tensor.ToArray());
                Field(file, 1, value.ToArray());
                if (partBytes == int.MaxValue)
                    break;
            }
        }

        return file.ToArray();
    }

    private static void Field(MemoryStream stream, int number, ReadOnlySpan<byte> bytes)
    {
        stream.WriteByte((byte)((number << 3) | 2));
        Varint(stream, (ulong)bytes.Length);
        stream.Write(bytes);
    }

    private static void Varint(MemoryStream stream, ulong value)
    {
        for (; value > 127; value >>= 7)
            stream.WriteByte((byte)(value | 128));
        stream.WriteByte((byte)value);
    }
}
