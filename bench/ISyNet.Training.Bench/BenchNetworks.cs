using ISyNet.Graph.Architectures;
using ISyNet.Graph.Zoo;

namespace ISyNet.Training.Bench;

/// <summary>The networks of the benchmarks: those beside the program, any of the zoo for 28x28 grey images, or an architecture file.</summary>
internal static class BenchNetworks
{
    public static Architecture Find(string name)
    {
        if (File.Exists(name))
            return ArchitectureFile.Load(name);
        using var stream = typeof(BenchNetworks).Assembly.GetManifestResourceStream($"{name}.json");
        if (stream is not null)
        {
            using var reader = new StreamReader(stream);
            return ArchitectureFile.Parse(reader.ReadToEnd());
        }

        return ModelZoo.Find(name)?.For(Graph.Shape.Map(1, 28, 28), 10)
            ?? throw new TrainingException($"there is no network '{name}': use isynet-mini, isynet-tiny, isynet-small, a name of the zoo or an architecture file");
    }
}
