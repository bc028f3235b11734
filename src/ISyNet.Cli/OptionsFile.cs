using System.CommandLine;
using ISyNet.Cli.Help;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ISyNet.Cli;

/// <summary>
/// <c>isynet.yaml</c> in the current folder: options that are always passed there. An option at the top is for every command that has it; below the name of
/// a command it is for that command only, and goes before the one at the top. The command line goes before both.
/// </summary>
internal static class OptionsFile
{
    public const string Name = "isynet.yaml";
    private const long MaxBytes = 1 << 20;

    /// <summary>The command line with the options of the file that it does not have itself.</summary>
    /// <param name="whole">Builds the tree of all commands, which the file may name; asked only if there is a file.</param>
    /// <param name="args">The command line.</param>
    /// <exception cref="UsageException">The file is not of this form, or names a command or option that does not exist.</exception>
    public static string[] Complete(Func<RootCommand> whole, string[] args)
    {
        if (!File.Exists(Name) || Read() is not { } file)
            return args;
        var root = whole();
        var verbs = VerbName.Below(root).ToDictionary(verb => verb.Name, verb => verb.Command, StringComparer.Ordinal);
        var result = root.Parse(args, CommandLine.Parsing);
        var verb = VerbName.Find(result);
        var found = new Dictionary<string, (Option Option, string[] Values)>(StringComparer.Ordinal);
        foreach (var (key, value) in file.Children.Select(pair => (Text(pair.Key), pair.Value)))
        {
            if (value is YamlMappingNode section)
            {
                if (!verbs.TryGetValue(key, out var command))
                    throw Wrong(Subcommands(key, verbs.Keys) ?? $"'{key}' is no command{Guess(key, verbs.Keys)}");
                foreach (var (option, values) in section.Children.Select(pair => (OptionOf(command, key, Text(pair.Key)), Values(Text(pair.Key), pair.Value))))
                {
                    if (verb == key)
                        found[option.Name] = (option, values);
                }
            }
            else if (!verbs.Values.Any(command => Find(command, key) is not null))
            {
                throw Wrong($"no command has the option '{key}'{Guess(key, verbs.Values.SelectMany(c => c.Options).Select(o => o.Name.TrimStart('-')).Distinct())}");
            }
            else if (verbs.TryGetValue(verb, out var command) && Find(command, key) is { } option)
            {
                found.TryAdd(option.Name, (option, Values(key, value)));
            }
        }

        string[] added = [.. found.Values.Where(o => result.GetResult(o.Option) is null or { Implicit: true }).SelectMany(o => Tokens(o.Option, o.Values))];
        if (added.Length == 0 || result.CommandResult.Command.Options.Any(o => o.Name == "--help" && result.GetResult(o) is { Implicit: false }))
            return args;
        Console.Error.WriteLine($"isynet: options from {Name}: {string.Join(' ', added)}");
        // What follows a "--" is no option.
        var end = Array.IndexOf(args, "--") is >= 0 and var dashes ? dashes : args.Length;
        return [.. args.Take(end), .. added, .. args.Skip(end)];
    }

    private static IEnumerable<string> Tokens(Option option, string[] values) => option.ValueType == typeof(bool)
        ? values.Where(value => value != "false").Select(_ => option.Name)
        : values.SelectMany(value => (string[])[option.Name, value]);

    private static Option? Find(Command command, string name) => command.Options.FirstOrDefault(option => option.Name == $"--{name}");

    private static Option OptionOf(Command command, string verb, string name) => Find(command, name)
        ?? throw Wrong($"'{verb}' has no option '{name}'{Guess(name, command.Options.Select(o => o.Name.TrimStart('-')))}");

    private static string[] Values(string key, YamlNode value) => value switch
    {
        YamlScalarNode scalar => [scalar.Value ?? ""],
        YamlSequenceNode list when list.Children.All(item => item is YamlScalarNode) => [.. list.Children.Select(Text)],
        _ => throw Wrong($"the option '{key}' needs a value or a list of values"),
    };

    private static string Text(YamlNode node) => node is YamlScalarNode { Value: { } text } ? text : throw Wrong($"line {node.Start.Line}: a name is expected");

    /// <summary>What to write for a group of commands; null for what is none.</summary>
    private static string? Subcommands(string group, IEnumerable<string> verbs) => verbs.Where(verb => verb.StartsWith($"{group} ", StringComparison.Ordinal)).ToArray() is [var first, ..] below
        ? $"'{group}' has commands of its own: write '{(below.Contains($"{group} train") ? $"{group} train" : first)}:' or another ({string.Join(", ", below)})" : null;

    private static string Guess(string name, IEnumerable<string> valid) => NearestName.Find(name, valid) is { } nearest ? $"; did you mean '{nearest}'?" : "";

    private static UsageException Wrong(string what) => new($"{Name}: {what}");

    private static YamlMappingNode? Read()
    {
        try
        {
            if (new FileInfo(Name).Length > MaxBytes)
                throw Wrong("is larger than 1 MiB");
            using var reader = new StreamReader(Name);
            var yaml = new YamlStream();
            yaml.Load(reader);
            return yaml.Documents.Count == 0 ? null : yaml.Documents[0].RootNode as YamlMappingNode
                ?? throw Wrong("needs lines of the form 'option: value'");
        }
        catch (YamlException error)
        {
            throw Wrong($"line {error.Start.Line}: is not YAML: {error.Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Wrong($"cannot be read: {error.Message}");
        }
    }
}
