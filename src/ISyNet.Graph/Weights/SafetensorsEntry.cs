using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ISyNet.Graph.Weights;

/// <summary>One tensor in the header of a safetensors file: type, dimensions and the byte range of its values.</summary>
/// <param name="Type">The element type as the header names it.</param>
/// <param name="Dims">The dimensions; of one that is not read, none.</param>
/// <param name="Begin">The first byte.</param>
/// <param name="End">The byte behind the last.</param>
/// <param name="Written">The dimensions as the header has them.</param>
internal sealed record SafetensorsEntry(string Type, Shape Dims, long Begin, long End, string Written = "")
{
    public const string MetadataKey = "__metadata__";

    private const int MaxRank = 16;

    public void Write(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", Type);
        json.WriteStartArray("shape");
        foreach (var dim in Dims.Dims)
            json.WriteNumberValue(dim);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(Begin);
        json.WriteNumberValue(End);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static SafetensorsEntry Read(string name, JsonElement element, long dataBytes)
    {
        if (element.ValueKind != JsonValueKind.Object
            || !element.TryGetProperty("dtype", out var type) || type.ValueKind != JsonValueKind.String
            || !element.TryGetProperty("shape", out var shape) || shape.ValueKind != JsonValueKind.Array || shape.GetArrayLength() > MaxRank
            || !element.TryGetProperty("data_offsets", out var offsets) || offsets.ValueKind != JsonValueKind.Array || offsets.GetArrayLength() != 2)
            throw new GraphException($"tensor '{name}' needs dtype, shape and data_offsets in the header");
        long[] dims = [.. shape.EnumerateArray().Select(dim => dim.ValueKind == JsonValueKind.Number && dim.TryGetInt64(out var d) ? d : -1)];
        if (offsets[0].ValueKind != JsonValueKind.Number || offsets[1].ValueKind != JsonValueKind.Number
            || !offsets[0].TryGetInt64(out var begin) || !offsets[1].TryGetInt64(out var end) || begin < 0 || end < begin || end > dataBytes)
            throw new GraphException($"tensor '{name}' lies outside the file: it is cut off or its data_offsets are wrong");
        var (kind, written) = (type.GetString()!, string.Join('x', dims));
        if (dims.Any(dim => dim is < 0 or > int.MaxValue))
            throw new GraphException($"tensor '{name}' has the dimensions {written}: they must be whole numbers from 0");
        if (dims.Contains(0) && begin == end || Bytes(kind) == 0)
            return new SafetensorsEntry(kind, new Shape(), begin, end, written) { IsRead = false };
        SafetensorsEntry entry;
        try
        {
            entry = new SafetensorsEntry(kind, new Shape([.. dims.Select(dim => (int)dim)]), begin, end, written);
        }
        catch (GraphException error)
        {
            throw new GraphException($"tensor '{name}': {error.Message}", error);
        }

        return entry.Dims.Elements * entry.ElementBytes != end - begin || entry.Dims.Elements > Array.MaxLength / 8
            ? throw new GraphException($"tensor '{name}' is {entry.Dims} of {entry.Type}, but has {end - begin} bytes")
            : entry;
    }

    /// <summary>Whether its values can be read.</summary>
    public bool IsRead { get; private init; } = true;

    public override string ToString() => Written.Length == 0 ? Type : $"{Type} {Written}";

    public float[] Decode(byte[] bytes)
    {
        if (Type == "F32")
            return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
        var values = new float[Dims.Elements];
        for (var i = 0; i < values.Length; i++)
            values[i] = Element(bytes.AsSpan(i * ElementBytes, ElementBytes));
        return values;
    }

    private int ElementBytes => Bytes(Type);

    private static int Bytes(string type) => type switch
    {
        "F64" or "I64" or "U64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "I8" or "U8" or "BOOL" => 1,
        _ => 0,
    };

    private float Element(ReadOnlySpan<byte> bytes) => Type switch
    {
        "F64" => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        "I64" => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        "U64" => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        "U32" => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        "U16" => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        "I32" => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        "F16" => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        "BF16" => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt16LittleEndian(bytes) << 16),
        "I16" => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        "I8" => (sbyte)bytes[0],
        _ => bytes[0],
    };
}
