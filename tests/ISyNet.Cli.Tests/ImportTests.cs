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
        Assert.Equal(weights.Count, run.Json.GetProperty("byStructure").GetInt32() + run.Json.GetProperty("byName").GetInt32());
        var taken = SafetensorsFile.Load(Path.Combine(_folder, "out", "weights.safetensors")).Weights;
        Assert.All(weights.Names, name => Assert.Equal(weights[name].Values, taken[name].Values));
        Assert.Equal(0, Executable.RunIn(_folder, "profile", Path.Combine("out", "model.onnx")).ExitCode);

        Executable.RunIn(_folder, "import", "net.safetensors", "--out", "out").ShouldFail(2, "not empty", "--force");
        Executable.RunIn(_folder, "import", "net.safetensors", "--network", "ResNet-34", "--out", "other").ShouldFail(1, "net.safetensors", "ResNet-34");
        Assert.False(Directory.Exists(Path.Combine(_folder, "other")));
    }

    [Fact]
    public void Weights_sorted_by_name_are_matched_by_structure_and_what_is_not_needed_is_left_out()
    {
        var network = (ModelZoo.Find("MobileNetV2")! with { Classes = 12 }).Build();
        var weights = WeightInitializer.Draw(network, 1);
        var counts = new Dictionary<string, int>();
        var names = new Dictionary<string, string>();
        foreach (var layer in network.Layers.Where(layer => !network.Parameters(layer).IsEmpty))
        {
            var parts = layer.Name.Split('.');
            var block = parts[0] == "stages" ? $"blocks.{parts[1]}.{parts[3]}." : "";
            var number = counts[$"{block}{parts[^1]}"] = counts.GetValueOrDefault($"{block}{parts[^1]}") + 1;
            names[layer.Name] = (block.Length > 0, parts[^1]) switch
            {
                (_, "bn") => $"{block}bn{(parts[0] == "head" ? 2 : number)}",
                (true, _) => $"{block}conv_{(parts[^2] == "depthwise" ? "dw" : parts[^2] == "project" && counts.ContainsKey($"{block}bn") && counts[$"{block}bn"] > 1 ? "pwl" : "pw")}",
                (_, "conv") => $"conv_{parts[0]}",
                _ => "classifier",
            };
        }

        var named = weights.Names.Select(name => KeyValuePair.Create($"{names[name[..name.LastIndexOf('.')]]}{name[name.LastIndexOf('.')..]}", weights[name]));
        SafetensorsFile.Save(Path.Combine(_folder, "net.safetensors"), new WeightSet([.. named, KeyValuePair.Create("scale", new WeightTensor(new Graph.Shape(), [1]))]));
        var run = Executable.RunIn(_folder, "import", "net.safetensors", "--out", "out", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(("MobileNetV2", 12, weights.Count), (run.Json.GetProperty("network").GetString(), run.Json.GetProperty("classes").GetInt32(), run.Json.GetProperty("byStructure").GetInt32()));
        var taken = SafetensorsFile.Load(Path.Combine(_folder, "out", "weights.safetensors")).Weights;
        Assert.All(weights.Names, name => Assert.Equal(weights[name].Values, taken[name].Values));
    }

    [Fact]
    public void Weights_of_ours_keep_normalisation_and_class_names()
    {
        var architecture = ModelZoo.Find("ResNet-20")! with { Classes = 2 };
        var own = new TrainedWeights(WeightInitializer.Draw(architecture.Build(), 1), new Graph.Normalization([0.25f], [0.5f]), ["disc", "square"], architecture.Input);
        own.Save(Path.Combine(_folder, "weights.safetensors"));
        var run = Executable.RunIn(_folder, "import", "weights.safetensors", "--out", "out");
        Assert.True(run.ExitCode == 0, run.Error);
        var kept = TrainedWeights.Load(Path.Combine(_folder, "out", "weights.safetensors"));
        Assert.Equal(own.Normalization, kept.Normalization);
        Assert.Equal(own.ClassNames, kept.ClassNames);
        Assert.Contains("disc", Executable.RunIn(_folder, "predict", Path.Combine("out", "model.onnx"), Picture()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_PyTorch_is_answered_with_a_line_that_converts_it()
    {
        File.WriteAllBytes(Path.Combine(_folder, "net.pth"), [.. "PK\u0003\u0004"u8, 0, 0]);
        Executable.RunIn(_folder, "import", "net.pth").ShouldFail(1, "net.pth", "save it as safetensors, like this: python -c", "'net.safetensors'");
    }

    [Fact]
    public void What_is_no_checkpoint_is_named()
    {
        File.WriteAllText(Path.Combine(_folder, "net.ckpt"), "no protobuf at all");
        Executable.RunIn(_folder, "import", "net.ckpt").ShouldFail(1, "net.ckpt", "no MindSpore checkpoint", ".safetensors");
        Executable.RunIn(_folder, "import", "none.ckpt").ShouldFail(2, "none.ckpt");
    }

    private string Picture()
    {
        using var bitmap = new SkiaSharp.SKBitmap(28, 28);
        using var data = bitmap.Encode(SkiaSharp.SKEncodedImageFormat.Png, 100);
        var path = Path.Combine(_folder, "picture.png");
        File.WriteAllBytes(path, data.ToArray());
        return path;
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
