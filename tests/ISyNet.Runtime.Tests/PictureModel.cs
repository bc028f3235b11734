using System.Text;

namespace ISyNet.Runtime.Tests;

/// <summary>Small ONNX files as other programs leave them, written byte by byte by the published field numbers: not by our own export.</summary>
internal sealed class PictureModel
{
    public const int Float = 1, UInt8 = 2, Int8 = 3, Int32 = 6, Int64 = 7, Float16 = 10, Double = 11;

    private readonly List<byte> _graph = [], _metadata = [];
    private readonly int _opset;

    public PictureModel(int opset = 13) => _opset = opset;

    /// <summary>An input; dimensions are numbers, names, or null where the file says nothing.</summary>
    public PictureModel Input(string name, int type, params object?[] dims) => Value(11, name, type, dims);

    public PictureModel Output(string name, int type, params object?[] dims) => Value(12, name, type, dims);

    /// <summary>A stored tensor of floats, or of halves.</summary>
    public PictureModel Weight(string name, int[] dims, float[] values, int type = Float)
    {
        var tensor = new List<byte>();
        foreach (var dim in dims)
            Number(tensor, 1, dim);
        Number(tensor, 2, type);
        Text(tensor, 8, name);
        Bytes(tensor, 9, type switch
        {
            Float16 => [.. values.SelectMany(value => BitConverter.GetBytes((Half)value))],
            Int64 => [.. values.SelectMany(value => BitConverter.GetBytes((long)value))],
            _ => [.. values.SelectMany(BitConverter.GetBytes)],
        });
        Bytes(_graph, 5, tensor.ToArray());
        return this;
    }

    /// <summary>A node as <c>Op a b > c d</c>, with attributes that are whole numbers or lists of them.</summary>
    public PictureModel Node(string call, params (string Name, object Value)[] attributes)
    {
        var node = new List<byte>();
        var parts = call.Split(" > ");
        foreach (var input in parts[0].Split(' ')[1..])
            Text(node, 1, input);
        foreach (var output in parts[1].Split(' '))
            Text(node, 2, output);
        Text(node, 4, parts[0].Split(' ')[0]);
        foreach (var (name, value) in attributes)
        {
            var attribute = new List<byte>();
            Text(attribute, 1, name);
            if (value is int number)
                Number(attribute, 3, number);
            else
            {
                foreach (var item in (int[])value)
                    Number(attribute, 8, item);
            }

            Number(attribute, 20, value is int ? 2 : 7);
            Bytes(node, 5, attribute.ToArray());
        }

        Bytes(_graph, 1, node.ToArray());
        return this;
    }

    public PictureModel Metadata(string key, string value)
    {
        var entry = new List<byte>();
        Text(entry, 1, key);
        Text(entry, 2, value);
        Bytes(_metadata, 14, entry.ToArray());
        return this;
    }

    public string Write(string path)
    {
        var (model, opset) = (new List<byte>(), new List<byte>());
        Number(opset, 2, _opset);
        Number(model, 1, 8);
        Bytes(model, 7, [.. _graph, .. Field(2, "g")]);
        Bytes(model, 8, opset.ToArray());
        model.AddRange(_metadata);
        File.WriteAllBytes(path, model.ToArray());
        return path;
    }

    private PictureModel Value(int field, string name, int type, object?[] dims)
    {
        var shape = new List<byte>();
        foreach (var dim in dims)
        {
            var dimension = new List<byte>();
            if (dim is int size)
                Number(dimension, 1, size);
            else if (dim is string free)
                Text(dimension, 2, free);
            Bytes(shape, 1, dimension.ToArray());
        }

        var (tensor, of, value) = (new List<byte>(), new List<byte>(), new List<byte>());
        Number(tensor, 1, type);
        Bytes(tensor, 2, shape.ToArray());
        Bytes(of, 1, tensor.ToArray());
        Text(value, 1, name);
        Bytes(value, 2, of.ToArray());
        Bytes(_graph, field, value.ToArray());
        return this;
    }

    private static byte[] Field(int field, string text)
    {
        var stream = new List<byte>();
        Text(stream, field, text);
        return stream.ToArray();
    }

    private static void Text(List<byte> stream, int field, string text) => Bytes(stream, field, Encoding.UTF8.GetBytes(text));

    private static void Bytes(List<byte> stream, int field, byte[] bytes)
    {
        Variable(stream, ((ulong)field << 3) | 2);
        Variable(stream, (ulong)bytes.Length);
        stream.AddRange(bytes);
    }

    private static void Number(List<byte> stream, int field, long value)
    {
        Variable(stream, (ulong)field << 3);
        Variable(stream, (ulong)value);
    }

    private static void Variable(List<byte> stream, ulong value)
    {
        for (; value >= 128; value >>= 7)
            stream.Add((byte)(value | 128));
        stream.Add((byte)value);
    }
}
