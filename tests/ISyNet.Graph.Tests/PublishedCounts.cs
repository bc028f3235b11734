using ISyNet.Graph.Zoo;

namespace ISyNet.Graph.Tests;

/// <summary>
/// The whole family against the published table of the paper's release (parameters, millions) and against plain
/// convolution + linear MACs at 224x224, computed independently from the released architecture files.
/// </summary>
public class PublishedCounts
{
    [Theory]
    [InlineData("ISyNet-N0", 9.593, 0.893)]
    [InlineData("ISyNet-N1", 7.425, 2.271)]
    [InlineData("ISyNet-N1-S1", 7.821, 2.290)]
    [InlineData("ISyNet-N1-S2", 8.858, 2.666)]
    [InlineData("ISyNet-N1-S3", 10.813, 3.279)]
    [InlineData("ISyNet-N2", 19.426, 3.891)]
    [InlineData("ISyNet-N3", 20.468, 5.825)]
    [InlineData("ISyNet-N3-S2", double.NaN, 8.098)]
    [InlineData("ResNet-18", 11.690, 1.814)]
    [InlineData("ResNet-34", 21.798, 3.664)]
    [InlineData("ResNet-50", 25.557, 4.089)]
    [InlineData("MobileNetV2", 3.505, 0.301)]
    [InlineData("MobileNetV3-Large", 5.483, 0.217)]
    [InlineData("EfficientNet-B0", 5.289, 0.386)]
    [InlineData("VGG-16", 138.358, 15.470)]
    [InlineData("RegNetX-1.6GF", 9.190, 1.603)]
    [InlineData("RepVGG-A0", 8.309, 1.361)]
    public void Params_and_macs_are_the_published_ones(string name, double megaParams, double gigaMacs)
    {
        var network = ModelZoo.Find(name)!.Build();
        if (!double.IsNaN(megaParams))
            Assert.Equal(megaParams, Math.Round(network.TotalParams / 1e6, 3));
        Assert.Equal(gigaMacs, Math.Round(network.TotalMacs / 1e9, 3));
    }

    /// <summary>MACs of the same networks as independently written ONNX files (conv and FC, at 224x224), to the last digit.</summary>
    [Theory]
    [InlineData("N0", 893_007_872)]
    [InlineData("N1", 2_270_640_128)]
    [InlineData("N1-S1", 2_289_907_712)]
    [InlineData("N1-S2", 2_665_625_600)]
    [InlineData("N1-S3", 3_278_977_024)]
    [InlineData("N2", 3_890_722_816)]
    [InlineData("N3", 5_824_505_856)]
    [InlineData("N3-S2", 8_098_080_768)]
    public void Macs_are_exact_and_short_names_work(string name, long macs) =>
        Assert.Equal(macs, ModelZoo.Find(name)!.Build().TotalMacs);
}
