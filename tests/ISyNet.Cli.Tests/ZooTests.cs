using ISyNet.Graph.Weights;
using ISyNet.Graph.Zoo;
using ISyNet.Images.Formats;
using ISyNet.Training.Networks;

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
    public void The_release_at_hand_needs_no_name()
    {
        const string Weights = "small-ascend310-fashion-mnist";
        var folder = Directory.CreateTempSubdirectory("isynet-release-").FullName;
        try
        {
            KeyValuePair<string, string>[] shipped = [KeyValuePair.Create("ISYNET_WEIGHTS", Repository.Path("weights"))], none = [KeyValuePair.Create("ISYNET_WEIGHTS", "")];
            Assert.Contains(Weights, Executable.RunWith(shipped, folder, "zoo", "list", "--weights").Output, StringComparison.Ordinal);
            Executable.RunWith(none, folder, "zoo", "list", "--weights").ShouldFail(2, "a release is a folder", "--weights FOLDER", "ISYNET_WEIGHTS");
            Executable.RunWith(none, folder, "zoo", "export", Weights).ShouldFail(2, "unknown network", "--weights");
            Executable.RunWith(none, folder, "zoo", "export", "N0", "--weights", Repository.Path("weights")).ShouldFail(2, "is a release without weights of 'N0'", Weights);
            var exported = Executable.RunWith(shipped, folder, "zoo", "export", Weights, "--out", "small.onnx");
            Assert.True(exported.ExitCode == 0, exported.Error);
            Assert.Contains("image", Executable.RunIn(folder, "zoo", "show", "small.onnx").Output, StringComparison.Ordinal);
            Executable.RunIn(folder, "zoo", "show", "small.onnx", "--reference").ShouldFail(2, "small.onnx", "--reference");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Depthwise_convolutions_are_seen_in_a_narrow_terminal()
    {
        var run = Executable.RunOnTerminal(80, "zoo show MobileNetV2");
        Assert.Contains("depthwise 3x3, 32 ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("…", run.Output, StringComparison.Ordinal);
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
    public void A_network_is_exported_with_and_without_weights()
    {
        var folder = Directory.CreateTempSubdirectory("isynet-zoo-").FullName;
        try
        {
            Assert.Equal(0, Executable.RunIn(folder, "zoo", "export", "N0", "--input", "3x64x64").ExitCode);
            var (exported, zoo) = (Profile("ISyNet-N0.onnx"), Profile("N0", "--input", "3x64x64"));
            Assert.Equal(zoo.GetProperty("macs").GetInt64(), exported.GetProperty("macs").GetInt64());
            Assert.Equal(zoo.GetProperty("latencyMsPerImage").GetDouble(), exported.GetProperty("latencyMsPerImage").GetDouble(), 1e-12);
            Executable.RunIn(folder, "zoo", "export", "N0", "--input", "3x64x64").ShouldFail(2, "exists already", "--force");

            var architecture = ModelZoo.Find("ResNet-20")! with { Classes = 3 };
            new TrainedWeights(WeightInitializer.Draw(architecture.Build(), 1), new Graph.Normalization([0], [0.5f]), ["a", "b", "c"], architecture.Input).Save(Path.Combine(folder, "w.safetensors"));
            File.WriteAllLines(Path.Combine(folder, "names.txt"), ["one", "two", "three"]);
            var run = Executable.RunIn(folder, "zoo", "export", "ResNet-20", "--weights", "w.safetensors", "--labels", "names.txt", "--out", "trained.onnx");
            Assert.True(run.ExitCode == 0, run.Error);
            using var model = Runtime.OnnxModel.Open(Path.Combine(folder, "trained.onnx"));
            Assert.Equal(["one", "two", "three"], model.ClassNames);
            Executable.RunIn(folder, "zoo", "export", "N0", "--weights", "w.safetensors", "--out", "x.onnx").ShouldFail(1, "w.safetensors");
            Executable.RunIn(folder, "zoo", "list", "--weights", folder).ShouldFail(1, "index.json", "zoo release");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        System.Text.Json.JsonElement Profile(params string[] args)
        {
            var run = Executable.RunIn(folder, ["profile", .. args, "--json"]);
            Assert.True(run.ExitCode == 0, run.Error);
            return run.Json[0];
        }
    }

    [Fact]
    public void The_shipped_weights_classify_as_their_index_says()
    {
        var place = Repository.Path("weights");
        var folder = Directory.CreateTempSubdirectory("isynet-weights-").FullName;
        try
        {
            var listed = Executable.Run("zoo", "list", "--weights", place, "--json").Json.EnumerateArray().ToArray();
            Assert.NotEmpty(listed);
            Assert.All(listed, entry =>
            {
                var name = entry.GetProperty("name").GetString()!;
                var exported = Executable.RunIn(folder, "zoo", "export", name, "--weights", place, "--out", $"{name}.onnx");
                Assert.True(exported.ExitCode == 0, exported.Error);
                var data = entry.GetProperty("data").GetString()!;
                // Nothing downloads CIFAR-10: its networks are judged where somebody has put it.
                if (data == "cifar10" && !Cifar10.IsThere)
                    return;
                var judged = Executable.RunIn(folder, "evaluate", $"{name}.onnx", "--data", data, "--json").Json.GetProperty("top1");
                Assert.Equal(entry.GetProperty("testImages").GetInt32(), judged.GetProperty("images").GetInt32());
                // Processors round differently: a few images lie between two classes.
                Assert.InRange(judged.GetProperty("correct").GetInt32() - entry.GetProperty("correct").GetInt32(), -5, 5);
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
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
