namespace ISyNet.Cli.Tests;

public class ZooTests
{
    [Theory]
    [InlineData("N0")]
    [InlineData("ISyNet-N0")]
    [InlineData("isynet-n0")]
    public void A_network_has_several_names(string name)
    {
        var network = Executable.Run("zoo", "show", name, "--json").Json;
        Assert.Equal("ISyNet-N0", network.GetProperty("name").GetString());
        Assert.Equal(893_007_872, network.GetProperty("macs").GetInt64());
        // 9.593 M published; conv + batch norm + linear counted one by one.
        Assert.Equal(9_593_272, network.GetProperty("params").GetInt64());
    }

    [Fact]
    public void The_layers_sum_to_the_total()
    {
        foreach (var network in Executable.Run("zoo", "list", "--json").Json.EnumerateArray())
        {
            var layers = network.GetProperty("layers").EnumerateArray().ToArray();
            Assert.Equal(network.GetProperty("params").GetInt64(), layers.Sum(l => l.GetProperty("params").GetInt64()));
            Assert.Equal(network.GetProperty("macs").GetInt64(), layers.Sum(l => l.GetProperty("macs").GetInt64()));
        }
    }

    [Fact]
    public void The_reference_format_comes_out_key_for_key()
    {
        var reference = Executable.Run("zoo", "show", "N1", "--reference").Json;
        Assert.Equal(5, reference.GetProperty("nStages").GetInt32());
        Assert.Equal(4, reference.GetProperty("nEdgesInBlock").GetInt32());
        var stage = reference.GetProperty("Blocks").GetProperty("3");
        Assert.Equal(2, stage.GetProperty("expantionFactor").GetDouble());
        Assert.Equal("conv_3x3", stage.GetProperty("operations")[0].GetProperty("op").GetString());
        Assert.Equal(6, stage.GetProperty("nBlocks").GetInt32());
    }
}
