using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace ISyNet.Graph.Weights;

/// <summary>The content of a safetensors file: tensors and metadata.</summary>
public sealed record SafetensorsContent(WeightSet Weights, ImmutableSortedDictionary<string, string> Metadata)
{
    /// <summary>Tensors that are not read, because they have no element or a type that is not decoded; each with its type and dimensions.</summary>
    public ImmutableArray<string> LeftOut { get; init; } = [];
}

/// <summary>
/// Reads and writes weights in the safetensors format (docs/weights.md): a little-endian 64-bit header length, a JSON header
/// of names, types, dimensions and offsets, then the raw values. Written as F32; F16, BF16, F64 and integers are read too;
/// tensors of another type and empty tensors are left out and listed.
/// </summary>
public static class SafetensorsFile
{
    private const long MaxHeaderBytes = 100_000_000;
    private const int Alignment = 8;

    /// <summary>Reads a file.</summary>
    /// <exception cref="GraphException">The file cannot be read or is not valid; the message names file, tensor and reason.</exception>
    public static SafetensorsContent Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var stream = File.OpenRead(path);
            return Read(stream);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or GraphException)
        {
            throw new GraphException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Writes a file; tensors are sorted by name, so that equal content gives equal bytes.</summary>
    /// <exception cref="GraphException">The file cannot be written.</exception>
    public static void Save(string path, WeightSet weights, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var header = Header(weights, metadata);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var name in weights.Names)
                stream.Write(MemoryMarshal.AsBytes(weights[name].Values.AsSpan()));
        });
    }

    private static byte[] Header(WeightSet weights, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafetensorsEntry.MetadataKey);
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    json.WriteString(key, value);
                json.WriteEndObject();
            }

            var offset = 0L;
            foreach (var name in weights.Names)
            {
                var tensor = weights[name];
                new SafetensorsEntry("F32", tensor.Dims, offset, offset += tensor.Values.LongLength * sizeof(float)).Write(json, name);
            }

            json.WriteEndObject();
        }

        // Spaces pad the header so that the values are aligned, as the format requires.
        buffer.Write(Encoding.ASCII.GetBytes(new string(' ', (int)((Alignment - (buffer.Length % Alignment)) % Alignment))));
        return buffer.ToArray();
    }

    private static SafetensorsContent Read(FileStream stream)
    {
        Span<byte> prefix = stackalloc byte[8];
        if (stream.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8)
            throw new GraphException("is not a safetensors file: it is shorter than its header length");
        var length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        var room = stream.Length - 8;
        if (length < 2 || length > Math.Min(room, MaxHeaderBytes))
            throw new GraphException($"is not a safetensors file: its header claims {length} bytes, but only {room} are there");
        var header = new byte[length];
        stream.ReadExactly(header);
        var (entries, metadata) = ParseHeader(header, room - length);
        var start = stream.Position;
        var tensors = new List<KeyValuePair<string, WeightTensor>>(entries.Count);
        foreach (var (name, entry) in entries)
        {
            if (!entry.IsRead)
                continue;
            stream.Position = start + entry.Begin;
            var bytes = new byte[entry.End - entry.Begin];
            stream.ReadExactly(bytes);
            tensors.Add(new(name, new WeightTensor(entry.Dims, entry.Decode(bytes))));
        }

        return new SafetensorsContent(new WeightSet(tensors), metadata)
        {
            LeftOut = [.. entries.Where(entry => !entry.Value.IsRead).Select(entry => $"{entry.Key} ({entry.Value})").Order(StringComparer.Ordinal)],
        };
    }

    private static (Dictionary<string, SafetensorsEntry> Entries, ImmutableSortedDictionary<string, string> Metadata) ParseHeader(
        byte[] header, long dataBytes)
    {
        var entries = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);
        var metadata = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = 8 });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new GraphException("its header is not a JSON object");
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (member.Name != SafetensorsEntry.MetadataKey)
                {
                    if (!entries.TryAdd(member.Name, SafetensorsEntry.Read(member.Name, member.Value, dataBytes)))
                        throw new GraphException($"tensor '{member.Name}' occurs twice");
                    continue;
                }

                if (member.Value.ValueKind != JsonValueKind.Object)
                    throw new GraphException("its metadata is not a JSON object");
                foreach (var pair in member.Value.EnumerateObject())
                    metadata[pair.Name] = pair.Value.ValueKind == JsonValueKind.String ? pair.Value.GetString()! : pair.Value.GetRawText();
            }
        }
        catch (JsonException error)
        {
            throw new GraphException("its header is not valid JSON", error);
        }
        catch (InvalidOperationException error)
        {
            throw new GraphException("its header has a text that is not valid Unicode", error);
        }

        // Tensors must not overlap: a small file could otherwise expand to many large tensors.
        var end = 0L;
        foreach (var (name, entry) in entries.OrderBy(pair => pair.Value.Begin))
        {
            if (entry.Begin < end)
                throw new GraphException($"tensor '{name}' overlaps another");
            end = entry.End;
        }

        return (entries, metadata.ToImmutable());
    }
}
