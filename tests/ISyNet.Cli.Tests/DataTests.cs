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

    [Fact]
    public void Data_files_as_they_are_downloaded_are_read_or_named_in_one_line()
    {
        var place = Path.Combine(pictures.Root, "downloads");
        Directory.CreateDirectory(place);
        string Make(string name, params ReadOnlySpan<byte> content)
        {
            var path = Path.Combine(place, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content.ToArray());
            return path;
        }

        void Refused(string data, params string[] pieces) => Executable.Run("train", "ResNet-20", "--data", data, "--out", Path.Combine(place, "none")).ShouldFail(1, pieces);

        Refused(Make("data.zip", "PK\u0003\u0004"u8), "data.zip", "is an archive: unpack it (unzip data.zip)");
        Refused(Make("cifar-10-binary.tar.gz", 0x1F, 0x8B, 8, 0), "is an archive: unpack it (tar xf cifar-10-binary.tar.gz)");
        Refused(Path.GetDirectoryName(Make("py/data_batch_1", 0x80, 2))!, "python version of CIFAR", "take the binary version");
        Refused(Make("list.csv", "<!DOCTYPE html><html></html>"u8), "is a web page");
        Refused(Path.GetDirectoryName(Make("tiff/scan.tif", "II*\0"u8))!, "holds no data set", "1 pictures in a format that is not read (.tif)");

        foreach (var (part, labels) in new (string, byte[])[] { ("train", [0, 1, 0, 1, 0, 1]), ("t10k", [1, 0]) })
        {
            var images = new byte[labels.Length * 28 * 28];
            for (var i = 0; i < images.Length; i++)
                images[i] = (byte)(labels[i / 784] == 0 ? i % 60 : 255 - (i % 60));
            Make($"MNIST/raw/{part}-images.idx3-ubyte", [0, 0, 8, 3, 0, 0, 0, (byte)labels.Length, 0, 0, 0, 28, 0, 0, 0, 28, .. images]);
            Make($"MNIST/raw/{part}-labels.idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, (byte)labels.Length, .. labels]);
        }

        // A network that takes the mean of a picture, one value above and one below.
        var model = new Runtime.Tests.PictureModel().Input("x", Runtime.Tests.PictureModel.Float, "N", 1, 28, 28).Weight("w", [1, 2], [-2, 2]).Weight("b", [2], [1, -1])
            .Node("GlobalAveragePool x > g").Node("Flatten g > f").Node("Gemm f w b > y").Output("y", Runtime.Tests.PictureModel.Float, "N", 2).Write(Path.Combine(place, "mean.onnx"));
        var judged = Executable.Run("evaluate", model, "--data", Path.Combine(place, "MNIST"), "--json");
        Assert.True(judged.ExitCode == 0, judged.Error);
        Assert.Equal((2, 1.0), (judged.Json.GetProperty("images").GetInt32(), judged.Json.GetProperty("top1Accuracy").GetDouble()));
        Assert.Equal(["0", "1"], judged.Json.GetProperty("classNames").EnumerateArray().Select(name => name.GetString()));
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
