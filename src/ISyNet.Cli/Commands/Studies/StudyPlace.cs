using System.CommandLine;
using System.Globalization;
using ISyNet.Application.Results;
using ISyNet.Cli.Sources;
using ISyNet.Graph;
using ISyNet.Hardware.Devices;
using ISyNet.Images;
using ISyNet.Search.Spaces;
using ISyNet.Search.Studies;
using ISyNet.Studies;

namespace ISyNet.Cli.Commands.Studies;

/// <summary>The store of studies, and the space, device and data that a specification names.</summary>
internal static class StudyPlace
{
    public const string DefaultStore = "studies.db";

    public static Option<string> StoreOption() => new("--store")
    {
        Description = "A SQLite file, sqlite:///FILE, postgresql://USER@HOST/DATABASE, or a connection string: \"Host=server;Database=studies;Username=me\".",
        DefaultValueFactory = _ => DefaultStore,
    };

    /// <summary>How the next command line names the same store; empty for the default.</summary>
    public static string StoreText(string location) => location == DefaultStore ? "" : $" --store {CommandText.Word(location)}";

    public static Argument<string> NameArgument() => new("study") { Description = "Name of the study." };

    public static Argument<string> NameOrFolderArgument() => new("study") { Description = "Name of the study, or the result folder of a design." };

    /// <summary>The name of a study, or the result folder of a design, which has a store of its own with the one study in it.</summary>
    public static async Task<(IStudyStore Store, string Name)> LocateAsync(string nameOrFolder, string location, CancellationToken cancellation)
    {
        var design = new DesignFolder(nameOrFolder);
        if (!design.HasStudy)
            return (await OpenAsync(location, cancellation), nameOrFolder);
        var store = await OpenAsync(design.Study, cancellation);
        return (store, (await store.ListAsync(cancellation)) is [var only] ? only.Study.Name : nameOrFolder);
    }

    /// <summary>The store, which exists.</summary>
    /// <exception cref="UsageException">It is a file that does not exist.</exception>
    public static Task<IStudyStore> OpenAsync(string location, CancellationToken cancellation) =>
        StudyStores.OpenAsync(Existing(location), mustExist: true, cancellation);

    /// <summary>The store; created if it does not exist.</summary>
    public static Task<IStudyStore> OpenOrCreateAsync(string location, CancellationToken cancellation) =>
        StudyStores.OpenAsync(Sound(location), cancellationToken: cancellation);

    /// <summary>The study with a name; the error for a mistyped name suggests the nearest.</summary>
    public static async Task<Study> FindAsync(IStudyStore store, string name, CancellationToken cancellation)
    {
        if (await store.FindAsync(name, cancellation) is { } study)
            return study;
        var names = (await store.ListAsync(cancellation)).Select(s => s.Study.Name).ToArray();
        throw names.Length > 0 ? UsageException.Unknown("study", name, names) : new UsageException($"{store.Location} has no study yet: create one with isynet study create {name}");
    }

    /// <summary>The study with a name, and its candidates.</summary>
    public static async Task<StudyContents> ReadAsync(IStudyStore store, string name, CancellationToken cancellation) =>
        new(await FindAsync(store, name, cancellation), await store.ReadAsync(name, cancellationToken: cancellation));

    /// <summary>The file of a study's supernet, next to the database file; null if the store is not a file.</summary>
    public static string? SupernetOf(IStudyStore store, string study) =>
        File.Exists(store.Location) ? $"{Path.GetFullPath(store.Location)}.{string.Concat(study.Split(Path.GetInvalidFileNameChars()))}.supernet.safetensors" : null;

    public static SearchSpace SpaceOf(StudySpec spec) => SpaceSource.Load(spec.Space).For(Shape.Parse(spec.Input), spec.Classes);

    public static Device DeviceOf(StudySpec spec) => DeviceSource.Load(spec.Device);

    /// <summary>The training images of a study.</summary>
    public static ImageSet ImagesOf(StudySpec spec, CancellationToken cancellation)
    {
        var data = spec.Evaluator.Data
            ?? throw new StudyException("the study does not say which images its candidates are evaluated on: it was not created by 'isynet study create'; run it with the program that created it");
        return DataSource.Load(data, Shape.Parse(spec.Input), cancellation).Training;
    }

    public static string BudgetText(StudySpec spec) => spec.BudgetLatencyMs is { } budget
        ? string.Create(CultureInfo.InvariantCulture, $"at most {budget:0.00000} ms per image")
        : "no budget";

    /// <summary>A location that lasts, and whose file exists where it is one.</summary>
    /// <exception cref="UsageException">It is not.</exception>
    public static string Existing(string location) => StudyStores.SqliteFile(Sound(location)) is { } file && !Path.Exists(file)
        ? throw new UsageException($"{file}: there is no such study file: create a study first with 'isynet study create NAME{StoreText(location)}'")
        : location;

    /// <summary>A location that lasts: not a store in memory.</summary>
    public static string Sound(string location) => string.IsNullOrWhiteSpace(location) || location == "memory"
        ? throw new UsageException("--store takes a SQLite file or a PostgreSQL connection string; a store in memory would be lost when the command ends")
        : location;
}
