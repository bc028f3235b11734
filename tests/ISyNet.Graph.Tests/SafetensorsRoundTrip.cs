using CsCheck;
using ISyNet.Graph.Weights;

namespace ISyNet.Graph.Tests;

public sealed class SafetensorsRoundTrip : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"isynet-{Guid.NewGuid():N}.safetensors");

    public void Dispose() => File.Delete(_path);

    private static readonly Gen<WeightSet> Weights =
        from names in Gen.String[Gen.Char.AlphaNumeric, 1, 8].HashSet[1, 6]
        from tensors in (from dims in Gen.Int[1, 5].Array[0, 4]
                         from seed in Gen.Int
                         let random = new Random(seed)
                         let shape = new Shape(dims)
                         select new WeightTensor(shape, [.. Enumerable.Range(0, (int)shape.Elements).Select(_ => random.NextSingle() - 0.5f)])).Array[names.Count]
        select new WeightSet(names.Zip(tensors, KeyValuePair.Create));

    [Fact, Trait("Category", Property.Category)]
    public void Every_value_dimension_and_metadata_comes_back() => Weights.ForAll(
        weights =>
        {
            SafetensorsFile.Save(_path, weights, new Dictionary<string, string> { ["epoch"] = "7", ["name"] = "é \"q\"" });
            var read = SafetensorsFile.Load(_path);
            Assert.Equal("é \"q\"", read.Metadata["name"]);
            Assert.Equal(weights.Names, read.Weights.Names);
            foreach (var name in weights.Names)
            {
                Assert.Equal(weights[name].Dims, read.Weights[name].Dims);
                Assert.Equal(weights[name].Values, read.Weights[name].Values);
            }
        },
        cases: 100);

    [Fact, Trait("Category", Property.Category)]
    public void A_file_cut_off_anywhere_or_with_a_changed_byte_is_read_or_refused_in_one_line()
    {
        SafetensorsFile.Save(_path, new WeightSet([new("a.weight", new WeightTensor(new Shape(2, 3), [1, 2, 3, 4, 5, 6]))]));
        var whole = File.ReadAllBytes(_path);
        (from cut in Gen.Int[0, whole.Length]
         from place in Gen.Int[0, whole.Length - 1]
         from value in Gen.Byte
         select (cut, place, value)).ForAll(
            mutation =>
            {
                var bytes = whole.ToArray();
                bytes[mutation.place] = mutation.value;
                File.WriteAllBytes(_path, bytes[..mutation.cut]);
                try
                {
                    _ = SafetensorsFile.Load(_path);
                }
                catch (GraphException error)
                {
                    Assert.StartsWith(_path, error.Message);
                    Assert.DoesNotContain('\n', error.Message);
                    return;
                }

                Assert.Equal(whole.Length, mutation.cut);
            },
            cases: 3000);
    }

    [Fact]
    public void Half_and_brain_floats_are_read()
    {
        var header = """{"h":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"BF16","shape":[1],"data_offsets":[4,6]}}"""u8;
        byte[] file = [.. BitConverter.GetBytes((long)header.Length), .. header, 0x00, 0x3C, 0x00, 0xC0, 0x80, 0x3F];
        File.WriteAllBytes(_path, file);
        var read = SafetensorsFile.Load(_path).Weights;
        Assert.Equal([1f, -2f], read["h"].Values);
        Assert.Equal([1f], read["b"].Values);
    }
}
