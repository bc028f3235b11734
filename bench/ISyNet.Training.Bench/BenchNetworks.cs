using ISyNet.Graph.Architectures;
using ISyNet.Graph.Zoo;

namespace ISyNet.Training.Bench;

/// <summary>The networks of the benchmarks: those beside the program, any of the zoo for 28x28 grey images, or an architecture file.</summary>
internal static class BenchNetworks
{
    public static Architecture Find(string name) => Find(name, Graph.Shape.Map(1, 28, 28), 10);

    /// <summary>A network of the zoo takes the given input and classes; the others have their own.</summary>
    public static Architecture Find(string name, Graph.Shape input, int classes)
    {
        if (File.Exists(name))
            return ArchitectureFile.Load(name);
        using var stream = typeof(BenchNetworks).Assembly.GetManifestResourceStream($"{name}.json");
        if (stream is not null)
        {
            using var reader = new StreamReader(stream);
            return ArchitectureFile.Parse(reader.ReadToEnd());
        }

        return ModelZoo.Find(name)?.For(input, classes)
            ?? throw new TrainingException($"there is no network '{name}': use isynet-mini, isynet-tiny, isynet-small, a name of the zoo or an architecture file");
    }
}
