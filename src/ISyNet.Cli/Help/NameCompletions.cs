using System.CommandLine;
using System.CommandLine.Completions;
using System.Text.Json;
using System.Text.RegularExpressions;
using ISyNet.Application.Benchmarks;
using ISyNet.Cli.Commands.Studies;
using ISyNet.Cli.Sources;
using ISyNet.Detection.Learning;
using ISyNet.Detection.Model;
using ISyNet.Evaluators;
using ISyNet.Graph.Zoo;
using ISyNet.Hardware.Devices;
using ISyNet.Search.Spaces;
using ISyNet.Search.Strategies;
using ISyNet.Studies;
using ISyNet.Training.Recipes;

namespace ISyNet.Cli.Help;

/// <summary>
/// The names that a shell offers for the values of options and arguments. They are added only when a shell asks for words: no other command pays for them, and
/// the help of an option does not list them all.
/// </summary>
internal static partial class NameCompletions
{
    private static readonly string[] Images = [DataSource.Default, DataSource.Cifar10Name];

    // An entry of one verb goes before the entry of all verbs; null: files or text, no names.
    private static readonly Dictionary<string, Func<CompletionContext, IEnumerable<string>>?> Known = new(StringComparer.Ordinal)
    {
        ["--device"] = _ => DeviceCatalog.Names,
        ["bench --device"] = _ => DeviceCatalog.Names.Append("all"),
        ["device"] = _ => DeviceCatalog.Names,
        ["device build name"] = _ => DeviceCatalog.Names,
        ["--like"] = _ => DeviceCatalog.Names,
        ["device new --like"] = _ => DeviceCatalog.Names.Concat(DeviceFamily.Names),
        ["net"] = _ => ModelZoo.Names,
        ["measure net"] = _ => ModelZoo.Names,
        ["device judge net"] = null,
        ["network"] = _ => ModelZoo.Names,
        ["zoo show name"] = _ => ModelZoo.Names,
        ["zoo export name"] = _ => ModelZoo.Names.Concat(ReleasePlace.Names()),
        ["--network"] = _ => ModelZoo.Names,
        ["finetune --network"] = _ => ModelZoo.Names.Concat(ReleasePlace.Names()),
        ["--baseline"] = _ => ModelZoo.Names,
        ["--partner"] = _ => ModelZoo.Names.Append("none"),
        ["--backbone"] = _ => DetectorBackbones.Names.Concat(ModelZoo.Names),
        ["subject"] = _ => ModelZoo.Names.Concat(SpaceCatalog.Names),
        ["space"] = _ => SpaceCatalog.Names,
        ["--space"] = _ => SpaceCatalog.Names,
        ["suite"] = _ => BenchSuite.Names,
        ["--recipe"] = _ => RecipeFile.Names,
        ["detect train --recipe"] = _ => DetectionRecipeFile.Names,
        ["detect demo --recipe"] = _ => DetectionRecipeFile.Names,
        ["--data"] = _ => Images,
        ["detect train --data"] = null,
        ["detect evaluate --data"] = null,
        ["detect export --data"] = null,
        ["--strategy"] = _ => StrategyCatalog.Names,
        ["--evaluator"] = _ => EvaluatorCatalog.Names,
        ["--warm-start"] = _ => EvaluatorCatalog.ScoreNames,
        ["--objectives"] = _ => StudyObjectives.Names.Concat(EvaluatorCatalog.ScoreNames),
        ["--accelerator"] = _ => ["auto", "cpu", "cuda"],
        ["--arithmetic"] = _ => ["auto", "bfloat16", "float32"],
        ["--model"] = _ => LatencyModelName.Names,
        ["--dataflow"] = _ => ["ws", "os", "is"],
        ["--backend"] = _ => ["onnxruntime", "command"],
        ["--runtime"] = _ => ["pytorch", "onnxruntime"],
        ["--precision"] = _ => ["int8"],
        ["--layout"] = _ => ClassifierArguments.LayoutNames,
        ["--channels"] = _ => ClassifierArguments.ChannelNames,
        ["detect train --channels"] = null,
        ["detect demo --channels"] = null,
        ["detect show --channels"] = null,
        ["--interpolation"] = _ => ClassifierArguments.InterpolationNames,
        ["--free"] = _ => typeof(DeviceConstants).GetProperties().Select(constant => JsonNamingPolicy.CamelCase.ConvertName(constant.Name)),
        ["shell"] = _ => CompletionCommand.Shells,
        ["study"] = Studies,
        ["studies"] = Studies,
        ["study create study"] = null,
    };

    /// <summary>Adds the names to every verb of a program.</summary>
    public static void AddTo(RootCommand root)
    {
        foreach (var (verb, command) in VerbName.Below(root))
        {
            foreach (var option in command.Options)
                Add(option.CompletionSources, verb, option.Name);
            foreach (var argument in command.Arguments)
                Add(argument.CompletionSources, verb, argument.Name);
        }

        if (root.Subcommands.FirstOrDefault(command => command.Name == HelpCommand.Name) is { } help)
            help.Arguments[0].CompletionSources.Add(context => Matching(Topics(root, context), context.WordToComplete));
    }

    /// <summary>A line with <c>--option value</c> in place of <c>--option=value</c>, for whose words System.CommandLine 3.0 throws; its length stays.</summary>
    public static string WithValuesApart(string line) => OptionWithValue().Replace(line, " ");

    private static void Add(List<Func<CompletionContext, IEnumerable<CompletionItem>>> sources, string verb, string name)
    {
        if (Known.TryGetValue($"{verb} {name}", out var names) ? names is null : !Known.TryGetValue(name, out names) || names is null)
            return;
        sources.Clear();
        sources.Add(context => Matching(names!(context), context.WordToComplete));
    }

    /// <summary>The names that begin with the word, behind what stands before its last comma.</summary>
    private static IEnumerable<CompletionItem> Matching(IEnumerable<string> names, string word)
    {
        var end = word.LastIndexOf(',') + 1;
        return names.Where(name => name.StartsWith(word[end..], StringComparison.OrdinalIgnoreCase)).Select(name => new CompletionItem(word[..end] + name));
    }

    /// <summary>The commands below those that stand before the word.</summary>
    private static IEnumerable<string> Topics(Command root, CompletionContext context)
    {
        var at = root;
        string[] words = [.. context.ParseResult.Tokens.Skip(1).Select(token => token.Value)];
        foreach (var word in words.Length > 0 && words[^1] == context.WordToComplete ? words[..^1] : words)
            at = at.Subcommands.FirstOrDefault(sub => sub.Name == word) ?? at;
        return at.Subcommands.Select(sub => sub.Name);
    }

    /// <summary>The studies of a file: a server would take too long while somebody types.</summary>
    private static IEnumerable<string> Studies(CompletionContext context)
    {
        var option = context.ParseResult.CommandResult.Command.Options.OfType<Option<string>>().FirstOrDefault(o => o.Name == "--store");
        var file = (option is null ? null : context.ParseResult.GetValue(option)) ?? StudyPlace.DefaultStore;
        if (!File.Exists(file))
            return [];
        try
        {
            return Task.Run(async () =>
            {
                await using var store = await StudyStores.OpenReaderAsync(file);
                return (await store.ListAsync()).Select(study => study.Study.Name).ToArray();
            }).GetAwaiter().GetResult();
        }
        catch (ISyNetException)
        {
            // A file that is no store has no names; the command itself says so.
            return [];
        }
    }

    [GeneratedRegex(@"(?<=\s--[\w-]+)=")]
    private static partial Regex OptionWithValue();
}
