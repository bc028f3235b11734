using System.Buffers.Binary;

namespace ISyNet.Cli.Tests;

/// <summary>Picture folders and names of data sets through the real executable.</summary>
public sealed class DataTests(DrawnPictures pictures) : IClassFixture<DrawnPictures>
{
    [Fact]
    public void Classes_are_matched_by_name_when_a_network_is_judged()
    {
        var (known, other) = (Folder("known", "disc", "square"), Folder("other", "square", "triangle"));
        Directory.CreateDirectory(Path.Combine(known, "unused"));
        Directory.CreateDirectory(Path.Combine(known, ".ipynb_checkpoints"));
        File.WriteAllBytes(Path.Combine(known, "disc", "._0.png"), [0]);
        var run = Path.Combine(pictures.Root, "named");
        var trained = Executable.Run("train", "ResNet-20", "--data", known, "--input", "3x16x16", "--epochs", "1", "--held-out", "0", "--out", run, "--quiet", "--json");
        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Equal(["disc", "square"], trained.Json.GetProperty("classNames").EnumerateArray().Select(name => name.GetString()));
        Assert.Contains("passed over: ", trained.Error, StringComparison.Ordinal);
        Assert.Contains("1 folders without a picture that can be read (unused)", trained.Error, StringComparison.Ordinal);

        var own = Executable.Run("evaluate", run, "--data", known, "--training", "--json").Json;
        foreach (var model in new[] { run, Path.Combine(run, "model.onnx") })
        {
            var judged = Executable.Run("evaluate", model, "--data", other, "--training", "--json");
            Assert.True(judged.ExitCode == 0, judged.Error);
            Assert.Equal(64, judged.Json.GetProperty("images").GetInt32());
            Assert.Contains("left out: 64 images of classes that the network does not know (triangle 64)", judged.Error, StringComparison.Ordinal);
            // The squares are the same pictures by the same cut: what is said of them does not depend on what lies beside them.
            Assert.Equal(Row(own, 1).Sum(), Row(judged.Json, 1).Sum());
            Assert.Equal(0, Row(judged.Json, 0).Sum());
        }

        var foreign = Executable.Run("evaluate", run, "--data", Folder("foreign", "triangle", "triangle:star"));
        Assert.Equal(1, foreign.ExitCode);
        Assert.Contains("its classes (disc, square) and those of foreign test (star, triangle) have no name in common", foreign.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Cifar10_is_a_name_for_what_the_user_has_put_there()
    {
        var cache = Path.Combine(pictures.Root, "cache");
        KeyValuePair<string, string>[] environment = [new("XDG_CACHE_HOME", cache)];
        var missing = Executable.RunWith(environment, pictures.Root, "train", "ResNet-20", "--data", "cifar10");
        missing.ShouldFail(2, "CIFAR-10", "not downloaded", Path.Combine(cache, "isynet", "cifar10"));

        var folder = Path.Combine(cache, "isynet", "cifar10", "cifar-10-batches-bin");
        Directory.CreateDirectory(folder);
        foreach (var name in Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin").Append("test_batch.bin"))
        {
            var records = new byte[20 * 3073];
            for (var i = 0; i < 20; i++)
            {
                records[i * 3073] = (byte)(i % 10);
                BinaryPrimitives.WriteInt32LittleEndian(records.AsSpan((i * 3073) + 1), i * 7919);
            }

            File.WriteAllBytes(Path.Combine(folder, name), records);
        }

        var trained = Executable.RunWith(environment, pictures.Root, "train", "ResNet-20", "--data", "cifar10", "--epochs", "1", "--held-out", "0", "--out", "cifar", "--quiet", "--json");
        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Equal("truck", trained.Json.GetProperty("classNames")[9].GetString());
        Assert.Contains("the data set is in 'cifar-10-batches-bin'", trained.Error, StringComparison.Ordinal);
    }

    private static int[] Row(System.Text.Json.JsonElement judged, int row) => [.. judged.GetProperty("confusion")[row].EnumerateArray().Select(count => count.GetInt32())];

    /// <summary>A folder of some of the drawn classes; "drawn:name" is one under another name.</summary>
    private string Folder(string name, params string[] classes)
    {
        var folder = Path.Combine(pictures.Root, name);
        foreach (var parts in classes.Select(c => c.Split(':')))
        {
            var target = Path.Combine(folder, parts[^1]);
            Directory.CreateDirectory(target);
            foreach (var file in Directory.GetFiles(Path.Combine(pictures.Folder, parts[0])))
                File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        return folder;
    }
}
