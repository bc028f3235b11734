using CsCheck;
using ISyNet.Graph;
using ISyNet.Hardware.Lowering;
using ISyNet.Hardware.Systolic;

namespace ISyNet.Hardware.Tests;

/// <summary>The topology CSV: what is read, and what is said when it cannot be.</summary>
public class SystolicTopologyFiles
{
    private const string Header = "Layer name,IFMAP Height,IFMAP Width,Filter Height,Filter Width,Channels,Num Filter,Strides,\n";

    [Fact]
    public void A_row_becomes_a_product()
    {
        var topology = TopologyFile.Parse("\uFEFF" + Header + "conv1, 224, 224, 7, 5, 3, 64, 2,\r\n\n\tfc\t,1,1,1,1,512,1000,1\n", "net");
        // ceil((224 - 7 + 2) / 2) = 110 rows, ceil((224 - 5 + 2) / 2) = 111 columns.
        Assert.Equal([new TopologyLayer("conv1", new MatrixProduct(110 * 111, 7 * 5 * 3, 64)), new TopologyLayer("fc", new MatrixProduct(1, 512, 1000))], topology.Layers);
    }

    [Fact]
    public void A_dense_sparsity_column_is_no_matter() =>
        Assert.Equal(new TopologyLayer("a", new MatrixProduct(4, 9, 2)), TopologyFile.Parse(Header + "a,4,4,3,3,1,2,1,1:1,", "net").Layers.Single());

    [Fact]
    public void Files_are_read_as_simulators_ship_them()
    {
        TopologyLayer[] expected = [new("a", new MatrixProduct(4, 27, 2)), new("b", new MatrixProduct(9, 3, 5))];
        foreach (var text in new[]
        {
            Header + ",,,,,,,,\na,4,4,3,3,3,2,1,#dw\n#b,1,1,1,1,1,1,1,\nb,3,3,1,1,3,5,1,\n,,,,,\n\n",
            Header + "\nFirst net,\na,4,4,3,3,3,2,1,\nSecond net,\nb,3,3,1,1,3,5,1,\n",
            "Layer name\t IFMAP Height\t IFMAP Width\t Filter Height\t Filter Width\t Channels\t Num Filter\t Strides\t \na\t4\t4\t3\t3\t3\t2\t1\t\nb\t3\t3\t1\t1\t3\t5\t1",
            "Layer name,IFMAP Height,IFMAP Width,Filter Height,Filter Width,Channels,Num Filter,Strides,,,Eh,Ew\na,4,4,3,3,3,2,1,,,2,2\nb,3,3,1,1,3,5,1,,,,\n",
            "Layer, M, N, K,\r\na,4,2,27,\r\nb,9,5,3,",
        })
            Assert.Equal(expected, TopologyFile.Parse(text, "net").Layers);
        Assert.StartsWith("line 3, column 2", Assert.Throws<GraphException>(() => TopologyFile.Parse(Header + "a,4,4,3,3,1,2,1,\nb,", "net")).Message, StringComparison.Ordinal);
        Assert.StartsWith("line 2, column 3 (N) is ''", Assert.Throws<GraphException>(() => TopologyFile.Parse("Layer,M,N,K\na,4", "net")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_unsound_row_in_a_hundred_is_left_out_and_named()
    {
        var rows = string.Concat(Enumerable.Range(0, 99).Select(i => $"l{i},4,4,3,3,1,2,1,\n"));
        var topology = TopologyFile.Parse(Header + rows + "fc, 1, 1, 1, ,1 2, 2, 1,\n", "net");
        Assert.Equal(99, topology.Layers.Length);
        Assert.StartsWith("line 101, column 5 (filter width) is ''", Assert.Single(topology.LeftOut), StringComparison.Ordinal);
        Assert.StartsWith("line 101", Assert.Throws<GraphException>(() => TopologyFile.Parse(Header + rows + "fc, 1, 1, 1, ,1 2, 2, 1,\nx,,1,\n", "net")).Message, StringComparison.Ordinal);
    }

    [Fact, Trait("Category", Property.Category)]
    public void Its_output_size_is_where_the_window_has_passed_the_end()
    {
        Gen.Select(Gen.Int[1, 60], Gen.Int[1, 60], Gen.Int[1, 9]).Where((size, filter, _) => filter <= size).ForAll((size, filter, stride) =>
        {
            var positions = 1;
            for (var start = 0; start + filter < size; start += stride)
                positions++;
            var product = TopologyFile.Parse($"{Header}a,{size},{filter},{filter},{filter},1,1,{stride},", "net").Layers.Single().Product;
            Assert.Equal(positions, product.M);
        });
    }

    [Theory]
    [InlineData("a,224,224,7,7,3,64", "line 2, column 8 (stride) is ''")]
    [InlineData("a,224,224,7,7,3,many,2,", "line 2, column 7 (filters) is 'many'")]
    [InlineData("a,224,224,7,7,-3,64,2,", "line 2, column 6 (channels) is '-3'")]
    [InlineData("a,224,224,7,7,3,64,0,", "line 2, column 8 (stride) is '0'")]
    [InlineData("a,99999999999999999999,224,7,7,3,64,1,", "line 2, column 2 (ifmap height)")]
    [InlineData("a,5,224,7,7,3,64,1,", "line 2: the filter height 7 is larger than the ifmap height 5")]
    [InlineData("a,5,5,1,1,3,64,1,2:4,", "line 2, column 9: '2:4'")]
    [InlineData("a,5,5,1,1,3,64,1,1,1,1", "line 2, column 9: '1'")]
    [InlineData(",5,5,1,1,3,64,1,", "line 2, column 1 (name) is ''")]
    [InlineData("a\u001b[2J,5,5,1,1,3,64,1,", "line 2, column 1 (name) is 'a?[2J'")]
    [InlineData("a,1048576,1048576,1,1,1048576,1048576,1,", "line 2: layer 'a'")]
    [InlineData("", "no layer")]
    public void What_is_wrong_is_said_with_its_place(string row, string message) =>
        Assert.StartsWith(message, Assert.Throws<GraphException>(() => TopologyFile.Parse(Header + row, "net")).Message, StringComparison.Ordinal);

    [Fact, Trait("Category", Property.Category)]
    public void Any_text_is_read_or_refused()
    {
        var cell = Gen.OneOf(Gen.Int[-2, 99].Select(i => $"{i}"), Gen.String[0, 5], Gen.Const("1048576"));
        Gen.Select(cell.Array[0, 11], Gen.OneOf(Gen.Const(","), Gen.Const(", "), Gen.Const(";"))).ForAll((cells, comma) =>
        {
            try
            {
                var topology = TopologyFile.Parse(Header + string.Join(comma, cells), "net");
                Assert.All(topology.Layers, layer => Assert.True(layer.Product.Macs > 0));
            }
            catch (GraphException error)
            {
                Assert.DoesNotContain(error.Message, char.IsControl);
            }
        });
    }

    [Fact]
    public void A_missing_file_and_an_endless_one_are_refused()
    {
        Assert.StartsWith("no-such.csv", Assert.Throws<GraphException>(() => TopologyFile.Load("no-such.csv")).Message, StringComparison.Ordinal);
        if (File.Exists("/dev/zero"))
            Assert.Contains("too many", Assert.Throws<GraphException>(() => TopologyFile.Load("/dev/zero")).Message, StringComparison.Ordinal);
    }
}
