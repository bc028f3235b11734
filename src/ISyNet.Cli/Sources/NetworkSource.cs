using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Graph.Zoo;
using ISyNet.Onnx.Import;

namespace ISyNet.Cli.Sources;

/// <summary>Finds the network that a command line names: of the zoo, an architecture file, or an ONNX file.</summary>
internal static class NetworkSource
{
    /// <summary>The architecture of a zoo name or a .json file.</summary>
    public static Architecture LoadArchitecture(string net, Shape? input = null)
    {
        var architecture = IsFile(net, ".json") ? ArchitectureFile.Load(net) : ModelZoo.Find(net) ?? throw Unknown(net);
        return input is { } shape ? architecture.For(shape, architecture.Classes) : architecture;
    }

    /// <summary>The network of a zoo name, an architecture file or an ONNX file, and what its import has to say.</summary>
    public static (Network Network, ImmutableArray<string> Notes) Load(string net, Shape? input) =>
        IsFile(net, ".onnx") ? Import(net, input) : (LoadArchitecture(net, input).Build(), []);

    private static (Network, ImmutableArray<string>) Import(string file, Shape? input)
    {
        var model = NetworkImport.Load(file, new NetworkImportOptions { Input = input });
        return (model.Network, [.. model.Notes.GroupBy(note => (note.OpType, note.Opset, note.Message)).Select(Line)]);
    }

    /// <summary>One line for the notes that differ only in their node.</summary>
    private static string Line(IEnumerable<ImportNote> alike)
    {
        const int most = 8;
        var notes = alike.ToArray();
        if (notes.Length == 1 || notes[0].OpType.Length == 0)
            return string.Join("; ", notes.Select(note => note.ToString()));
        var names = string.Join(", ", notes.Take(most).Select(note => $"'{note.Node}'"));
        var more = notes.Length > most ? $" and {notes.Length - most} more" : "";
        return $"nodes {names}{more} ({notes[0].OpType}, opset {notes[0].Opset}): {notes[0].Message}";
    }

    private static UsageException Unknown(string net) => File.Exists(net)
        ? new UsageException($"{net} is no network: use an .onnx file, an architecture .json or a name of the zoo ({string.Join(", ", ModelZoo.Names)})")
        : UsageException.Unknown("network", net, ModelZoo.Names);

    /// <summary>Whether the name ends like this; such a file must then exist.</summary>
    public static bool IsFile(string net, string extension)
    {
        if (!net.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            return false;
        return File.Exists(net) || Directory.Exists(net) ? true : throw new UsageException($"{net}: no such file");
    }
}
