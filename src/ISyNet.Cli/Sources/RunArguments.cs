using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using ISyNet.Cli.Help;
using ISyNet.Core.Results;

namespace ISyNet.Cli.Sources;

/// <summary>
/// The arguments of a job that can be continued, kept in its folder: <c>isynet train --resume --out FOLDER</c> continues with them and needs
/// nothing else.
/// </summary>
internal static class RunArguments
{
    /// <summary>Their key in the manifest of the folder.</summary>
    private const string Key = "arguments";

    private const string Out = "--out";

    // The verbs, and the kinds and names of their folders.
    private static readonly Dictionary<string, (ResultKind Kind, string Name)> Folders = new(StringComparer.Ordinal)
    {
        ["design"] = (ResultKind.Design, RunPlace.NameOf(ResultKind.Design)),
        ["train"] = (ResultKind.Train, RunPlace.NameOf(ResultKind.Train)),
        ["finetune"] = (ResultKind.Finetune, RunPlace.NameOf(ResultKind.Finetune)),
        ["detect train"] = (ResultKind.Detect, RunPlace.NameOf(ResultKind.Detect)),
        ["detect demo"] = (ResultKind.Detect, RunPlace.DetectDemo),
    };

    // What says where and how a job shows its results, but not what it does.
    private static readonly string[] Own = [Out, "--resume", "--force", "--json", "--quiet", "--help"];

    /// <summary>The settings to keep in the folder of a new job. A resumed one has them already.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Kept(ParseResult result, bool resume) => resume ? []
        : [KeyValuePair.Create(Key, JsonSerializer.Serialize(Words(result)))];

    /// <summary>Says how to continue the job when it is stopped; dispose the result when the job has ended.</summary>
    public static IDisposable SayIfStopped(ParseResult result, ResultFolder folder, CancellationToken cancellation) => cancellation.Register(() => Console.Error.WriteLine(
        $"isynet: stopped; finished work is kept; to continue: isynet {VerbName.Find(result)} --resume {Out} {CommandText.Word(folder.Path)}"));

    /// <summary>The command line of a job that is resumed without any option of its own, with those of the stopped one; otherwise as it is.</summary>
    public static string[] Complete(RootCommand root, string[] args)
    {
        if (!args.Contains("--resume"))
            return args;
        var result = root.Parse(args, CommandLine.Parsing);
        var verb = VerbName.Find(result);
        if (!Folders.TryGetValue(verb, out var job) || Words(result).Length > 0)
            return args;
        var length = verb.Split(' ').Length;
        var output = result.CommandResult.Children.OfType<OptionResult>().FirstOrDefault(option => option.Option.Name == Out);
        var folder = output?.Tokens is [var place, ..] ? place.Value : RunPlace.Choose(job.Name, resume: true);
        var manifest = ResultManifest.Read(folder) ?? throw new UsageException($"{folder}: there is no run to resume: give the folder of a stopped one with --out");
        if (manifest.Kind != job.Kind)
        {
            var others = Folders.Where(other => other.Value.Kind == manifest.Kind).Select(other => $": continue it with 'isynet {other.Key} --resume {Out} {CommandText.Word(folder)}'");
            throw new UsageException($"{folder}: is no '{verb}' run{others.FirstOrDefault()}");
        }

        return manifest.Settings.GetValueOrDefault(Key) is { } kept && JsonSerializer.Deserialize<string[]>(kept) is { } words
            ? [.. args.Take(length), .. words, .. args.Skip(length)] : args;
    }

    /// <summary>The words of the command line after the verb, without the options that are each command line's own.</summary>
    private static string[] Words(ParseResult result)
    {
        var words = new List<string>();
        foreach (var child in result.CommandResult.Children)
        {
            if (child is ArgumentResult argument)
                words.AddRange(argument.Tokens.Select(token => token.Value));
            else if (child is OptionResult { Implicit: false } option && !Own.Contains(option.Option.Name))
                words.AddRange(option.Tokens.Count == 0 ? [option.Option.Name] : option.Tokens.SelectMany(token => (string[])[option.Option.Name, token.Value]));
        }

        return [.. words];
    }
}
