using System.IO.Compression;
using ISyNet.Graph;
using ISyNet.Onnx.Import;

namespace ISyNet.Onnx.Tests;

/// <summary>Files that are no model, or only a part of one: the message names what they are and says what to do.</summary>
public sealed class ForeignFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-foreign-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Refusal(byte[] bytes)
    {
        var path = Path.Combine(_folder, "model.onnx");
        File.WriteAllBytes(path, bytes);
        return Refusal(path);
    }

    private static string Refusal(string path)
    {
        var message = Assert.Throws<GraphException>(() => NetworkImport.Load(path)).Message;
        Assert.StartsWith(path, message);
        Assert.DoesNotContain('\n', message);
        return message;
    }

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "pointer of Git LFS")]
    [InlineData("\n<!DOCTYPE html><html></html>", "web page (HTML)")]
    [InlineData("<html><body>404</body></html>", "web page (HTML)")]
    [InlineData("{\"model\": 1}", "JSON")]
    [InlineData("", "is empty")]
    [InlineData("\u001f\u008b\u0008\u0000", "gzip")]
    [InlineData("\u0080\u0002c__main__", "pickle")]
    [InlineData("\u0089HDF\r\n\u001a\n", "HDF5")]
    [InlineData("ab", "no ONNX file")]
    public void The_first_bytes_tell(string text, string what) => Assert.Contains(what, Refusal(System.Text.Encoding.Latin1.GetBytes(text)), StringComparison.Ordinal);

    [Fact]
    public void A_zip_is_that_of_a_framework_or_to_be_unpacked()
    {
        Assert.Contains("a PyTorch file", Refusal(Zip("archive/data.pkl")), StringComparison.Ordinal);
        Assert.Contains("unpack it", Refusal(Zip("model.onnx")), StringComparison.Ordinal);
    }

    [Fact]
    public void Safetensors_are_weights_without_a_network()
    {
        var header = "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"u8.ToArray();
        Assert.Contains("safetensors", Refusal([.. BitConverter.GetBytes((long)header.Length), .. header, 0, 0, 0, 0]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_named_with_the_file_in_it()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "x.onnx")).FullName;
        Assert.Contains("is a folder", Refusal(folder), StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "inside.onnx"), "");
        Assert.Contains("inside.onnx", Refusal(folder), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_ends_too_early_is_called_cut_off()
    {
        var whole = File.ReadAllBytes(TestModels.Path("AlexNet"));
        Assert.Contains($"is cut off after {whole.Length / 2} bytes", Refusal(whole[..(whole.Length / 2)]), StringComparison.Ordinal);
    }

    private static byte[] Zip(string entry)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            zip.CreateEntry(entry);
        return stream.ToArray();
    }
}
