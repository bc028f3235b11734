using ISyNet.Graph.Weights;
using ISyNet.Graph.Zoo;
using ISyNet.Training.Networks;

namespace ISyNet.Cli.Tests;

/// <summary><c>isynet import</c> through the real executable; MindSpore's format itself is tested beside its reader.</summary>
public sealed class ImportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-import-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Weights_of_a_zoo_network_under_PyTorch_names_become_a_model()
    {
        var network = ModelZoo.Find("ResNet-18")!.Build();
        var weights = WeightInitializer.Draw(network, 1);
        SafetensorsFile.Save(Path.Combine(_folder, "net.safetensors"), new WeightSet(weights.Names.Select(name => KeyValuePair.Create(TorchName(name), weights[name]))));
        var run = Executable.RunIn(_folder, "import", "net.safetensors", "--out", "out", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("ResNet-18", run.Json.GetProperty("network").GetString());
        Assert.Equal(weights.Count, run.Json.GetProperty("byOrder").GetInt32() + run.Json.GetProperty("byName").GetInt32());
        var taken = SafetensorsFile.Load(Path.Combine(_folder, "out", "weights.safetensors")).Weights;
        Assert.All(weights.Names, name => Assert.Equal(weights[name].Values, taken[name].Values));
        Assert.Equal(0, Executable.RunIn(_folder, "profile", Path.Combine("out", "model.onnx")).ExitCode);

        Executable.RunIn(_folder, "import", "net.safetensors", "--out", "out").ShouldFail(2, "not empty", "--force");
        Executable.RunIn(_folder, "import", "net.safetensors", "--network", "ResNet-34", "--out", "other").ShouldFail(1, "net.safetensors", "ResNet-34");
        Assert.False(Directory.Exists(Path.Combine(_folder, "other")));
    }

    [Fact]
    public void What_is_no_checkpoint_is_named()
    {
        File.WriteAllText(Path.Combine(_folder, "net.ckpt"), "no protobuf at all");
        Executable.RunIn(_folder, "import", "net.ckpt").ShouldFail(1, "net.ckpt", "no MindSpore checkpoint");
        Executable.RunIn(_folder, "import", "none.ckpt").ShouldFail(2, "none.ckpt");
    }

    // torchvision's names of a ResNet: conv1, bn1, layer{1..4}.{block}.conv1|bn1|conv2|bn2|downsample.0|downsample.1, fc.
    private static string TorchName(string name)
    {
        var parts = name.Split('.');
        var (kind, parameter) = (parts[^2], parts[^1]);
        return parts[0] switch
        {
            "stem" => $"{(kind == "conv" ? "conv1" : "bn1")}.{parameter}",
            "head" => $"fc.{parameter}",
            _ when parts[4] == "project" => $"layer{int.Parse(parts[1]) + 1}.{parts[3]}.downsample.{(kind == "conv" ? 0 : 1)}.{parameter}",
            _ => $"layer{int.Parse(parts[1]) + 1}.{parts[3]}.{kind}{parts[4][^1]}.{parameter}",
        };
    }
}
